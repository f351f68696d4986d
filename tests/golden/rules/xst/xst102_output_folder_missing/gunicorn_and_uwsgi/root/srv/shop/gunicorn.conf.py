bind = "unix:/run/shop/web.sock"
errorlog = "/var/log/nodir/e.log"  # expect: XST102
accesslog = "-"
