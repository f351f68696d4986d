bind = "unix:/run/shop/web.sock"
errorlog = "/var/log/rooted/e.log"
