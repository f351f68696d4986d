bind = "127.0.0.1:8000"
errorlog = "/var/log/shop/e.log"
