bind = "unix:/run/nodir/web.sock"  # expect: XST113
