import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django_app = get_asgi_application()
async def application(scope, receive, send):
    if scope["type"] == "websocket":
        from chat.socket import serve
        await serve(scope, receive, send)
    else:
        await django_app(scope, receive, send)
