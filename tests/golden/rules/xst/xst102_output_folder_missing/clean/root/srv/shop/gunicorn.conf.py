bind = "unix:/run/shop/web.sock"
errorlog = "/var/log/shop/e.log"
