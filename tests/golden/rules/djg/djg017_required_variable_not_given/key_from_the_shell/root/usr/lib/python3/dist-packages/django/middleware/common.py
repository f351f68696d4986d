class CommonMiddleware:
    pass
