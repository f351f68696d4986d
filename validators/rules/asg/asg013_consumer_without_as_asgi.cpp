#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the Django front end, which reads the routes.
extern constexpr Rule asg013_consumer_without_as_asgi{
    .summary = "a route names a consumer's class",
    .why = "Since channels 3 a route wants `Consumer.as_asgi()`. The server starts, pages work, and every WebSocket ends in 500: `TypeError: object … "
           "can't be used in 'await' expression`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "django",
    .sources = "observed:channels-4.0.0 https://channels.readthedocs.io/en/stable/topics/consumers.html",
    .bad = R"(#> shop/asgi.py
from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path


class Chat(WebsocketConsumer):
    pass


application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/", Chat)])),
})
)",
    .good = R"(#> shop/asgi.py
from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path


class Chat(WebsocketConsumer):
    pass


application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/", Chat.as_asgi())])),
})
)",
};

}  // namespace stackc::rules
