ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["a",, "b"]  # expect: PYT001
DEBUG = False
