ROOT_URLCONF = "shop.urls"
DEBUG = True
ALLOWED_HOSTS = ["shop.example.com"]
