bind = f"0.0.0.0:{port}"
