ROOT_URLCONF = "shop.urls"
DEBUG = True  # expect: DJG001
ALLOWED_HOSTS = ["shop.example.com"]
