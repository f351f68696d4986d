import os
ROOT_URLCONF = "shop.urls"
DEBUG = os.getenv("DEBUG", True)  # expect: DJG022
ALLOWED_HOSTS = ["shop.example.com"]
