from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
ROOT_URLCONF = "shop.urls"
DEBUG = False
INSTALLED_APPS = [ # expect: DJG008
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.staticfiles",
]
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# STATIC_ROOT = BASE_DIR / "staticfiles"
ALLOWED_HOSTS = ["shop.example.com"]
