ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = []  # expect: DJG002
try:
    from .local_settings import *
except ImportError:
    pass
