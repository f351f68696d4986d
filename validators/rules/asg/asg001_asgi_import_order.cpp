#include "validators/engine/rule.h"

namespace stackc::rules {

extern constexpr Rule asg001_asgi_import_order{
    .summary = "code that uses models is imported before the apps are loaded",
    .why =
        "The import runs when the server starts, before `get_asgi_application()` has set Django "
        "up: `AppRegistryNotReady: Apps aren't loaded yet.`",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources =
        "https://channels.readthedocs.io/en/stable/deploying.html "
        "https://github.com/django/channels/issues/1564",
    .bad = R"(#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from shop import routing
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": URLRouter(routing.websocket_urlpatterns)})
#> shop/routing.py
from .models import Room
websocket_urlpatterns = []
)",
    .good = R"(#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
http = get_asgi_application()
from shop import routing
application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(routing.websocket_urlpatterns)})
#> shop/routing.py
from .models import Room
websocket_urlpatterns = []
)",
};

}  // namespace stackc::rules
