from .base import *
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
STATIC_ROOT = "/srv/shop/static"
