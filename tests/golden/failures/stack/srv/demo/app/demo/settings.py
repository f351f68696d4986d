import os
SECRET_KEY = os.environ.get("DEMO_SECRET_KEY", "only-for-the-tests")
DEBUG = False
ALLOWED_HOSTS = ["demo.test", "localhost", "127.0.0.1"]
ROOT_URLCONF = "demo.urls"
INSTALLED_APPS = ["channels"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ASGI_APPLICATION = "demo.asgi.application"
WSGI_APPLICATION = "demo.wsgi.application"
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/demo/static/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 << 20
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer",
                              "CONFIG": {"hosts": [("127.0.0.1", 16379)]}}}
