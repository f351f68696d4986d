import os
from pathlib import Path
ROOT_URLCONF = "shop.urls"
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = "django-insecure-only-for-development"
if not DEBUG:
    SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example.com"]
