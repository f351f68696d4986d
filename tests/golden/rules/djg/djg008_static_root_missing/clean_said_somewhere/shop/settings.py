import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.staticfiles"]
STATIC_URL = "/static/"
if os.environ.get("COLLECT"):
    STATIC_ROOT = "/srv/shop/static"
ALLOWED_HOSTS = ["shop.example.com"]
