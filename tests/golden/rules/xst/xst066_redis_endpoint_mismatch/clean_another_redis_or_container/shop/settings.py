import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://cache.internal:6379/0"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [("localhost", 6380)]}}}
CELERY_BROKER_URL = os.environ.get("BROKER", "redis://localhost:6379/1")
CELERY_RESULT_BACKEND = "redis+socket:///run/redis/shop.sock?virtual_host=2"
