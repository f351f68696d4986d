from .base import *
STATIC_ROOT = "/srv/static"
