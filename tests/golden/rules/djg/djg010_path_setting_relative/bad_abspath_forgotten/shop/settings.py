import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
STATIC_ROOT = os.path.join("static", "collected") # expect: DJG010
