bind = "unix:/run/shop/web.sock"
worker = 4 # expect: GUN016
log_level = "debug" # expect: GUN016
accesslog = "-"
