import os

from django.conf import settings
from django.http import JsonResponse
from django.urls import re_path


def show(request):
    return JsonResponse({
        "server": request.META.get("SERVER_SOFTWARE", ""),
        "path": request.path,
        "host": request.get_host(),
        "scheme": request.scheme,
        "is_secure": request.is_secure(),
        "length": len(request.body),
        "motto": os.environ.get("NOTES_MOTTO"),
        "has_secret": len(settings.SECRET_KEY),
    })


urlpatterns = [re_path(r"^.*$", show)]
