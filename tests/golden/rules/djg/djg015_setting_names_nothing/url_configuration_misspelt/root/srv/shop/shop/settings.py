ROOT_URLCONF = "shop.url"  # expect: DJG015
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
