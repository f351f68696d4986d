import os
ROOT_URLCONF = "shop.urls"
BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ALLOWED_HOSTS = ["shop.example.com"]
STATIC_ROOT = os.path.join(BASE_DIR, "static")
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", "media")
