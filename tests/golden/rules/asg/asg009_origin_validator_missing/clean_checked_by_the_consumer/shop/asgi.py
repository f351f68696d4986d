import os
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django_app = get_asgi_application()
from chat.auth import TokenAuthMiddleware
from chat.consumers import Chat
application = ProtocolTypeRouter({
    "http": django_app,
    # the client sends a token in the first message: no cookie, nothing for a foreign page to use
    "websocket": TokenAuthMiddleware(URLRouter([path("ws/chat/", Chat.as_asgi())])),
})
