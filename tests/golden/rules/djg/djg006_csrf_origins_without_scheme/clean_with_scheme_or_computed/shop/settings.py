import os
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CSRF_TRUSTED_ORIGINS = ["https://*.example.com", "http://localhost:8000", "HTTPS://x.example.com"]
CSRF_TRUSTED_ORIGINS += [f"https://{host}" for host in ALLOWED_HOSTS]
CSRF_TRUSTED_ORIGINS += os.environ.get("ORIGINS", "shop.example.com").split(",")
