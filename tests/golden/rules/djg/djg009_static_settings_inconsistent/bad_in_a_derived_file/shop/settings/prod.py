from .base import *
STATIC_ROOT = BASE_DIR / "static"
MEDIA_URL = "https://cdn.example.com/media" # expect: DJG009
