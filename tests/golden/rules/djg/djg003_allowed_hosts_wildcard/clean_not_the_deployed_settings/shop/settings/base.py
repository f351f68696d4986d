import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["*"]
