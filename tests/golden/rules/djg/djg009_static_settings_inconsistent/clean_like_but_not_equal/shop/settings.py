import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = os.environ.get("STATIC_URL", "/static")
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("img", BASE_DIR / "img"), os.path.join(BASE_DIR, "staticfiles", "built")]
MEDIA_URL = "/static/media/"
MEDIA_ROOT = BASE_DIR / "staticfiles" / ".." / "media"
