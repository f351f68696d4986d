from .base import *
DEBUG = True  # expect: DJG001
