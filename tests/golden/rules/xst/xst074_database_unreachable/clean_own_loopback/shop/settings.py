import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ.get("POSTGRES_HOST"), "PORT": 5432}}
CHANNEL_LAYERS = {"default": {"CONFIG": {"hosts": [("localhost", 6379)]}}}
