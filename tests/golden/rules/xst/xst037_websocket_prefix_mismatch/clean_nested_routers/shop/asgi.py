import os
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application_of_django = get_asgi_application()
import chat.routing
application = ProtocolTypeRouter({
    "http": application_of_django,
    "websocket": URLRouter([path("api/socket/", URLRouter(chat.routing.websocket_urlpatterns))]),
})
