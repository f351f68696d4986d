from .base import *
from . import base
A += ['prod']
DEBUG = base.DEBUG
ALLOWED_HOSTS = ['x.com', f'www.{"x"}.com']
Path_ = base.BASE_DIR
D['from_prod'] = True
A.remove('prod')
MEDIA_URL = base.J + '/media/'
if base.H == 2:
    CHOSEN = 'two'
