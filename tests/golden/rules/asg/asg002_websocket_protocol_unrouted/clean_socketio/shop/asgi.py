import os
import socketio
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django_app = get_asgi_application()
from chat.server import sio
application = socketio.ASGIApp(sio, django_app)
