bind = "127.0.0.1:8000"
logconfig_dict = {"version": 1, "disable_existing_loggers": False}
_thread = 4
