from channels.generic.websocket import WebsocketConsumer
class Chat(WebsocketConsumer):
    pass
