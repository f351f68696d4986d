ROOT_URLCONF = "c.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "channels"]
