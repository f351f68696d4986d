#include <optional>

#include "compiler/base/regex.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// By what the WebSockets of an application know who speaks, as far as its file's words tell.
enum class Identity : std::uint8_t { none, cookie, custom };
}  // namespace

static Identity identity_of(const Document* document) {
    if (document == nullptr) return Identity::none;
    static const std::optional<Regex> cookie = Regex::compile("\\b(Auth|Session|Cookie)Middleware(Stack)?\\b", false);
    const std::string_view text = document->text();
    if (cookie && cookie->matches(text)) return Identity::cookie;
    return text.find("Middleware") == std::string_view::npos ? Identity::none : Identity::custom;
}

static void find_open_routers(const Graph& graph, Reporter& report) {
    for (const AsgiApp& app : graph.asgi_apps) {
        if (!app.is_fully_read || !app.has_websocket || app.checks_origin || app.patterns.empty() ||
            app.processes.empty())
            continue;
        const Identity identity = identity_of(graph.document_of(app.file));
        // Middleware of the project's own may ask for a token, which no foreign page has.
        if (identity == Identity::custom) continue;
        auto found = report.at(app.span, "WebSockets are taken from pages of any origin");
        found.label(graph.at(app.processes.front()).span, "served here")
            .note(
                "a foreign page that a logged-in user opens can talk to the application in their "
                "name; wrap the router in `AllowedHostsOriginValidator`");
        if (identity == Identity::none) found.uncertain();
    }
}

extern constexpr Rule asg009_origin_validator_missing{
    .summary = "WebSockets are not bound to the site's own pages",
    .why =
        "Browsers send cookies with WebSocket handshakes of any page; without an origin "
        "validator a foreign page acts as the user who looks at it.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://channels.readthedocs.io/en/stable/topics/security.html",
    .bad = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
#> shop/asgi.py
import os
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AuthMiddlewareStack(URLRouter([path("ws/chat/", chat)])),
})
)",
    .good = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=shop
#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/chat/", chat)])),
})
)",
    .check = find_open_routers,
};

}  // namespace stackc::rules
