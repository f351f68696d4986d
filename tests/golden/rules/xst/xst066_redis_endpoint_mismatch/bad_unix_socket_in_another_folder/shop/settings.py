ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "unix:///run/redis/redis.sock?db=1", # expect: XST066
    }
}
