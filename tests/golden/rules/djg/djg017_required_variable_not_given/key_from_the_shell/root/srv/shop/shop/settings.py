import os
SECRET_KEY = os.environ["SECRET_KEY"]  # expect: DJG017
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
