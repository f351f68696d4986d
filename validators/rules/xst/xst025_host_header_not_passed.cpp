#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// Django 3.2 http/request.py, validate_host.
static bool allows(const PythonValue& hosts, std::string_view host) {
    const auto matches = [&](const PythonValue& item) {
        const std::string pattern = to_lower(item.text);
        if (!item.is_text() || pattern == "*") return true;
        if (pattern.starts_with('.'))
            return host.ends_with(pattern) || host == std::string_view(pattern).substr(1);
        return pattern == host;
    };
    if (hosts.is_text()) return hosts.text.find('*') != std::string::npos;
    return std::any_of(hosts.items.begin(), hosts.items.end(), matches);
}

/// The Host that nginx sends by itself: $proxy_host, which is `localhost` for a Unix socket.
static std::string sent_host(std::string_view authority) {
    if (authority.find('$') != std::string_view::npos) return {};
    if (authority.starts_with("unix:")) return "localhost";
    authority = authority.substr(0, authority.find('/'));
    return to_lower(authority.substr(0, authority.rfind(':')));
}

/// `proxy_set_header Host www.other.example;`
static void check_constant_host(const DjangoRoute& route, const Setting& host, const PythonValue& hosts, Reporter& report) {
    std::string name = to_lower(host.value);
    if (name.empty() || name.find('$') != std::string::npos) return;
    name = name.substr(0, name.rfind(':'));
    if (allows(hosts, name)) return;
    report.at(host.directive.span(), fmt::format("Django is told the host `{}`, which it refuses", quoted(name)))
        .label(hosts.span, "`ALLOWED_HOSTS`")
        .label(route.settings->chosen, "these settings are chosen here")
        .note(fmt::format("every request is answered 400: `Invalid HTTP_HOST header: '{}'`", quoted(name)));
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const Connection& connection = graph.at(route.connection);
    const PythonValue* hosts = route.settings->find("ALLOWED_HOSTS");
    const PythonValue* forwarded = route.settings->find("USE_X_FORWARDED_HOST");
    const PythonValue* debug = route.settings->find("DEBUG");
    if (connection.protocol != Protocol::http || hosts == nullptr || !hosts->is_certain() ||
        (forwarded != nullptr && !forwarded->is(false)))
        return;
    // With DEBUG on and nothing listed Django takes localhost.
    if (hosts->items.empty() && (debug == nullptr || !debug->is(false))) return;
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    if (const Setting* host = find_setting(headers, "Host")) return check_constant_host(route, *host, *hosts, report);
    if (connection.has_variables) return;
    const std::string seen = sent_host(graph.text(connection.span));
    if (seen.empty() || allows(*hosts, seen)) return;
    auto found = report.at(
        connection.span,
        fmt::format("Django sees the host `{}` instead of the request's own, and refuses it",
                    quoted(seen)));
    found.label(hosts->span, "`ALLOWED_HOSTS`")
        .note(fmt::format("every request is answered 400: `Invalid HTTP_HOST header: '{}'`",
                          quoted(seen)));
    static constexpr std::string_view lines[] = {"proxy_set_header Host $host;"};
    const std::vector<Edit> edits = add_proxy_headers(graph, connection, route.scope, lines);
    if (!edits.empty()) found.fix("pass the request's host", Safety::safe, edits);
    if (!is_fully_known(graph, connection)) found.uncertain();
}

static bool is_app(const Graph& graph, const Link& link) {
    return !link.listeners.empty() && std::all_of(link.listeners.begin(), link.listeners.end(), [&](ListenerId id) { return is_app_server(graph, id); });
}

/// Applications of which we know nothing: most build links and redirects from the host.
static void find_unknown_apps(const Graph& graph, Reporter& report) {
    std::set<ConnectionId> told;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const std::optional<ScopeId> scope = connection.route ? graph.at(*connection.route).scope : std::nullopt;
        if (!scope || connection.protocol != Protocol::http || connection.has_variables || !is_app(graph, link)) continue;
        const SettingsModule* settings = graph.settings_of(graph.at(link.listeners.front()).process);
        const PythonValue* hosts = settings == nullptr ? nullptr : settings->find("ALLOWED_HOSTS");
        const bool is_judged = hosts != nullptr && hosts->is_certain() && !allows(*hosts, "*");
        if (is_judged || surroundings_of(graph, *scope) == Surroundings::unknown) continue;
        const std::vector<Setting> headers = settings_in_force(graph, *scope, "proxy_set_header");
        const std::string seen = sent_host(graph.text(connection.span));
        // A WebSocket's handshake makes no links.
        if (seen.empty() || find_setting(headers, "Host") != nullptr || find_setting(headers, "Upgrade") != nullptr) continue;
        // Lines that were lost on the way are the matter of NGX029.
        const std::vector<Setting> lost = lost_settings(graph, *scope, "proxy_set_header");
        if (find_setting(lost, "Host") != nullptr || !told.insert(link.connection).second) continue;
        auto found = report.at(connection.span, fmt::format("the application sees the host `{}` instead of the request's own", quoted(seen)));
        found.note("links and redirects that it builds lead there, and a check of hosts or of a form's origin refuses the request")
            .label(graph.at(link.listeners.front()).span, "the application listens here")
            .uncertain();
        static constexpr std::string_view lines[] = {"proxy_set_header Host $host;"};
        const std::vector<Edit> edits = add_proxy_headers(graph, connection, *scope, lines);
        if (!edits.empty()) found.fix("pass the request's host", Safety::unsafe, edits);
    }
}

static void find_lost_hosts(const Graph& graph, Reporter& report) {
    for (const DjangoRoute& route : django_routes(graph, true)) check_route(graph, route, report);
    find_unknown_apps(graph, report);
}

extern constexpr Rule xst025_host_header_not_passed{
    .summary = "nginx does not tell Django which host was asked for",
    .why =
        "Without `proxy_set_header Host` nginx sends the name of its upstream, which "
        "`ALLOWED_HOSTS` does not hold: every request is answered 400.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx django supervisor",
    .sources =
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header "
        "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .check = find_lost_hosts,
};

}  // namespace stackc::rules
