import os
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "other.settings"
django_asgi_app = get_asgi_application()
from live.routing import websocket_urlpatterns  # noqa: E402
application = ProtocolTypeRouter({"http": django_asgi_app, "websocket": URLRouter(websocket_urlpatterns)})
