import os
ROOT_URLCONF = "shop.urls"
DEBUG = os.getenv("DEBUG", "") == "True"
ALLOWED_HOSTS = ["shop.example.com"]
