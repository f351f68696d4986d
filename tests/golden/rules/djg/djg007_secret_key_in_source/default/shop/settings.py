import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
SECRET_KEY = os.getenv("SECRET_KEY", "django-insecure-ab3d")  # expect: DJG007
