ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://localhost:6379", "OPTIONS": {"db": 3}}}
CELERY_BROKER_URL = "redis://localhost:6379/0"
