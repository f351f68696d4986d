import os
import django
from channels.asgi import get_channel_layer # expect: ASG010
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
channel_layer = get_channel_layer()
