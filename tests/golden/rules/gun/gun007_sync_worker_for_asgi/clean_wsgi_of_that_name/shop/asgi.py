import os
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_asgi_application()
wsgi_app = get_wsgi_application()
