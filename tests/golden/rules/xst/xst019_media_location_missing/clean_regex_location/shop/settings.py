ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MEDIA_URL = "/media/"
MEDIA_ROOT = "/srv/shop/media"
