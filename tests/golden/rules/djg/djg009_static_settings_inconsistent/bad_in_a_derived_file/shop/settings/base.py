from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"] # expect: DJG009
MEDIA_URL = "/media"
