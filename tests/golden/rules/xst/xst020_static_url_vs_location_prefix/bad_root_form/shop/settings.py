ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/shop/staticfiles"
