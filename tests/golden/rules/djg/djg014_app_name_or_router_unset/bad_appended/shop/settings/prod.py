from .base import *
INSTALLED_APPS += ["daphne"] # expect: DJG014
