import sys

from django.http import JsonResponse
from django.urls import re_path


def show(request):
    server = "uwsgi" if "uwsgi" in sys.modules else "other"
    return JsonResponse({"server": server, "path": request.path, "host": request.get_host()})


urlpatterns = [re_path(r"^.*$", show)]
