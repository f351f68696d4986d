from channels.generic.websocket import WebsocketConsumer
from .models import Message
class Chat(WebsocketConsumer):
    pass
