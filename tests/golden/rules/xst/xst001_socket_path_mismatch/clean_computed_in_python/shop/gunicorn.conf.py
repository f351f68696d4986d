import os

bind = "unix:/run/shop/gunicorn.sock"
if os.environ.get("BIND"):
    bind = os.environ["BIND"]
