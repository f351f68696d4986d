import os
import channels
import django
from channels.layers import get_channel_layer
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()
channel_layer = get_channel_layer()
application = get_asgi_application()
