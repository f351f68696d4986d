ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
