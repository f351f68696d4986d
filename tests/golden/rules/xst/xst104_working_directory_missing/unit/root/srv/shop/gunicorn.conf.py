bind = "unix:/run/shop/web.sock"
workers = 2
