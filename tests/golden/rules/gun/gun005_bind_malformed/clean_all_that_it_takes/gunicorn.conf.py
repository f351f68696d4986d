import os
bind = ["127.0.0.1:8000", "[::1]:8000", "unix:/run/shop/web.sock", "fd://3", ":8001", "localhost", "[::]"]
