DEBUG = False
ALLOWED_HOSTS = ["x"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/shop/db.sqlite3"}}  # expect: XST064
MEDIA_ROOT = "/srv/shop/media"  # expect: XST064
