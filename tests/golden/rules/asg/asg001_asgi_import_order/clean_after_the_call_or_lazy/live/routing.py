from django.urls import path
from .consumers import Live
websocket_urlpatterns = [path("live/", Live.as_asgi())]
