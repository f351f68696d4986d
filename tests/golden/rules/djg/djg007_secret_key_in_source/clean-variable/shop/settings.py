import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
