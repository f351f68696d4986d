bind = "unix:/run/shop/web.sock"
daemon = False
