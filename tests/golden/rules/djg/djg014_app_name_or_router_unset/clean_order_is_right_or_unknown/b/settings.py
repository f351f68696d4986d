ROOT_URLCONF = "b.urls"
INSTALLED_APPS = ["daphne"] + EARLIER + ["django.contrib.staticfiles"]
