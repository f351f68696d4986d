import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = os.environ.get("HOSTS", "localhost").split(",")
