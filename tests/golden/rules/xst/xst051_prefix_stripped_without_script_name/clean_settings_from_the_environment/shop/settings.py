import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
FORCE_SCRIPT_NAME = os.environ.get("SCRIPT_NAME")
