from decouple import config
ROOT_URLCONF = "shop.urls"
DEBUG = config("DEBUG", default=False, cast=bool)  # expect: DJG001
ALLOWED_HOSTS = ["shop.example.com"]
