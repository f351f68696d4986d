import os
import sys

from django.http import JsonResponse
from django.urls import re_path


def show(request):
    return JsonResponse({
        "server": "uwsgi" if "uwsgi" in sys.modules else "other",
        "path": request.path,
        "host": request.get_host(),
        "scheme": request.scheme,
        "forwarded_for": request.META.get("HTTP_X_FORWARDED_FOR"),
        "forwarded_proto": request.META.get("HTTP_X_FORWARDED_PROTO"),
        "length": len(request.body),
        "greeting": os.environ.get("GUESTBOOK_GREETING"),
    })


urlpatterns = [re_path(r"^.*$", show)]
