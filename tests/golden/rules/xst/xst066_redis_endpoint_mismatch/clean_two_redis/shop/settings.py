ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CELERY_BROKER_URL = "redis://localhost:6381/1"
