import os

HOME = os.environ["HOME"]
ROOT_URLCONF = "shop.urls"
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ["SECRET_KEY"]  # expect: XST054
DATABASES = {
    "default": {
        "NAME": os.environ["DB_NAME"],
        "PASSWORD": os.environ["DB_PASSWORD"],  # expect: XST054
    }
}
if not DEBUG:
    SENTRY = os.environ["SENTRY"]
MAIL = os.environ["MAIL"] if DEBUG else ""
