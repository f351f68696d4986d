bind = "unix:/run/shop/web.sock"  # expect: XST006
umask = 0o077
