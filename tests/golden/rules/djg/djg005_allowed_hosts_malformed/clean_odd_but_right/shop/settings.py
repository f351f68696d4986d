import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = [
    ".example.com", "EXAMPLE.org", "[::1]", "10.0.0.5", "localhost", "web_1", "*", "",
    os.environ.get("HOST", "http://x"), *os.environ.get("MORE", "").split(","),
]
