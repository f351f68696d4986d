ROOT_URLCONF = "chat.urls"
DEBUG = True
