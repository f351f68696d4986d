from decouple import config
ROOT_URLCONF = "shop.urls"
DEBUG = False
SECRET_KEY = config("SECRET_KEY", default="django-insecure-x")  # expect: DJG007
ALLOWED_HOSTS = ["shop.example.com"]
