DEBUG = False
ALLOWED_HOSTS = ["x"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/shop/data/db.sqlite3"}}
MEDIA_ROOT = "/srv/shop/media"
