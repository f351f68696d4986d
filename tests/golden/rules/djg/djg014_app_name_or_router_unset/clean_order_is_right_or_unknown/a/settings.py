ROOT_URLCONF = "a.urls"
INSTALLED_APPS = ["daphne", "django.contrib.staticfiles", "channels"]
