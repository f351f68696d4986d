"""Prints what Django makes of the settings of one of our examples.

    django_answers.py FOLDER check         `ok`, or the ids of the checks that fail
    django_answers.py FOLDER HOST          the status of a request for that host
    django_answers.py FOLDER collectstatic `ok`, or why it does not run
"""
import io
import os
import runpy
import sys
import types
import warnings

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

warnings.simplefilter("ignore")
folder, question = sys.argv[1:]
stated = {name: value for name, value in runpy.run_path(os.path.join(folder, "shop/settings.py")).items() if name.isupper()}
stated.setdefault("SECRET_KEY", "only for the tests")
stated.setdefault("MIDDLEWARE", ["django.middleware.common.CommonMiddleware"])
routes = types.ModuleType("example_urls")
routes.urlpatterns = []
sys.modules["example_urls"] = routes
stated["ROOT_URLCONF"] = "example_urls"
if "django.contrib.admin" in stated.get("INSTALLED_APPS", []):
    stated["INSTALLED_APPS"] += ["django.contrib." + app for app in ("auth", "contenttypes", "messages", "sessions")]
os.chdir(folder)
settings.configure(**stated)
try:
    django.setup()
    if question == "check":
        call_command("check", stdout=io.StringIO())
        print("ok")
    elif question == "collectstatic":
        call_command("collectstatic", interactive=False, verbosity=0, dry_run=True)
        print("ok")
    else:
        environment = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": question, "SERVER_NAME": "x", "SERVER_PORT": "80",
                       "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http"}
        get_wsgi_application()(environment, lambda status, headers, error=None: print(status))
except (SystemCheckError, ImproperlyConfigured) as error:
    print(type(error).__name__, str(error).replace("\n", " "))
