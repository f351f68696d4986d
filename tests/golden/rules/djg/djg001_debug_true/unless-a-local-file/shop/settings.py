ROOT_URLCONF = "shop.urls"
DEBUG = True  # expect: DJG001
try:
    from .local import *
except ImportError:
    pass
