ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
# relative: Django puts SCRIPT_NAME in front
STATIC_URL = "static/"
STATIC_ROOT = "/srv/shop/static"
