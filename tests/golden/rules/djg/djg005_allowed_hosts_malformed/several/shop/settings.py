ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = [
    "shop.example.com",
    "https://a.example.com/",  # expect: DJG005
    'b.example.com:8000',  # expect: DJG005
    "*.example.com",  # expect: DJG005
    ".example.com",
    "[::1]",
    "*",
]
