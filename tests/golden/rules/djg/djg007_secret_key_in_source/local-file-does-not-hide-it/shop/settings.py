ROOT_URLCONF = "shop.urls"
DEBUG = False
SECRET_KEY = "@ab3d"  # expect: DJG007
try:
    from .local import *
except ImportError:
    pass
