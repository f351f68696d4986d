from .base import *
ALLOWED_HOSTS = [".example.com"]
CSRF_TRUSTED_ORIGINS += [
    "https://shop.example.com",
    ".example.com", # expect: DJG006
]
