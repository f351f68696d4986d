ROOT_URLCONF = "shop.urls"
DEBUG = False
SECRET_KEY = "replaced-on-the-server"  # expect: DJG007
ALLOWED_HOSTS = ["shop.example.com"]
try:
    from .local_settings import *
except ImportError:
    pass
