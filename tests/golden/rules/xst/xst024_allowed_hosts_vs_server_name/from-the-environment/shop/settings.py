import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = os.environ["HOSTS"].split(",")
