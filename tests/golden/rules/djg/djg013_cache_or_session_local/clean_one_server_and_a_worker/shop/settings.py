ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
