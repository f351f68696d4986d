from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # before anything that needs Django's apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import re_path


class Echo(AsyncJsonWebsocketConsumer):
    """Sends back what it gets by way of redis, so that a wrong redis shows."""

    async def connect(self):
        await self.channel_layer.group_add("echo", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("echo", self.channel_name)

    async def receive_json(self, content):
        await self.channel_layer.group_send("echo", {"type": "say", "content": content})

    async def say(self, event):
        await self.send_json(event["content"])


application = ProtocolTypeRouter({
    "http": django_application,
    "websocket": AllowedHostsOriginValidator(URLRouter([re_path(r"^ws/echo/$", Echo.as_asgi())])),
})
