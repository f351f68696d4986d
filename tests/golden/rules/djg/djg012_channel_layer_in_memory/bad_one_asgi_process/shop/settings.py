ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}} # expect: DJG012
