from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROOT_URLCONF = "shop.urls"
DEBUG = True
STATIC_URL = "static/"
MEDIA_URL = "media/"
MEDIA_ROOT = BASE_DIR / "media"
