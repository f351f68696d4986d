import os
ROOT_URLCONF = "shop.urls"
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["shop.example.com"]
USE_S3 = os.getenv("USE_S3") == "TRUE"
MEDIA_ROOT = "/srv/shop/media"
if USE_S3:
    DEFAULT_FILE_STORAGE = "storages.backends.s3boto3.S3Boto3Storage"
    MEDIA_URL = "https://shop.s3.amazonaws.com/media/"
else:
    MEDIA_URL = "/media/"
