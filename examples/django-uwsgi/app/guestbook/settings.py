import os
import secrets

SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["guestbook.example.com", "www.guestbook.example.com"]
ROOT_URLCONF = "guestbook.urls"
WSGI_APPLICATION = "guestbook.wsgi.application"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/guestbook/static"
USE_TZ = True
