from django.urls import path
from . import consumers
websocket_urlpatterns = [path("ws/orders/", consumers.Orders.as_asgi())]
