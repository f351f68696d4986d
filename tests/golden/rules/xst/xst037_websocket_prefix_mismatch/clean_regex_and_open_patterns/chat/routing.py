from django.urls import path, re_path
from . import consumers
websocket_urlpatterns = [
    re_path(r"^w?s/chat/(?P<room>\w+)/$", consumers.Chat.as_asgi()),
    re_path(r"live/(?P<room>\w+)/$", consumers.Chat.as_asgi()),
]
