ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [("127.0.0.1", 6379)]},
    }
}
