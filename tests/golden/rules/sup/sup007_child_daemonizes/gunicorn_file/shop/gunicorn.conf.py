bind = "unix:/run/shop/web.sock"
daemon = True  # expect: SUP007
