import os
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django_app = get_asgi_application()
from chat.consumers import Chat
application = ProtocolTypeRouter({
    "http": django_app,
    "websocket": AuthMiddlewareStack(OriginValidator(URLRouter([path("ws/chat/", Chat.as_asgi())]), ["https://shop.example.com"])),
})
