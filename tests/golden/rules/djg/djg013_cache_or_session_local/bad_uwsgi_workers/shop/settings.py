ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
SESSION_ENGINE = "django.contrib.sessions.backends.cache" # expect: DJG013
