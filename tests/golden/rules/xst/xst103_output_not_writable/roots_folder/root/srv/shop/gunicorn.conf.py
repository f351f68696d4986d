bind = "unix:/run/shop/web.sock"
errorlog = "/var/log/rooted/e.log"  # expect: XST103
accesslog = "/var/log/shop/a.log"
