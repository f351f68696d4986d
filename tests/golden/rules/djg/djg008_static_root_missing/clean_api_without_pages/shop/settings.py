ROOT_URLCONF = "shop.urls"
DEBUG = False
INSTALLED_APPS = ["rest_framework", "shop"]
STATIC_URL = "/static/"
ALLOWED_HOSTS = ["shop.example.com"]
