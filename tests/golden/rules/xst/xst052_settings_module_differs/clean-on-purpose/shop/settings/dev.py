from .production import *
DEBUG = True
