ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
ALLOWED_HOSTS += ["*"] # expect: DJG003
