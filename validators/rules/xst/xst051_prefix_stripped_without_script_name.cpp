#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// `location /shop/ { proxy_pass http://app/; }`: the server sees the path without `/shop`.
static bool is_stripped(const Route& route, const Connection& connection) {
    const bool is_prefix = route.match.kind == MatchKind::prefix || route.match.kind == MatchKind::prefix_no_regex;
    return is_prefix && route.match.path.size() > 1 && connection.uri == "/" && !connection.has_variables;
}

/// Django's settings, which do not say where the site is mounted.
static const SettingsModule* unmounted_django(const Graph& graph, const Process& process) {
    const SettingsModule* settings = graph.settings_of(graph.id_of(process));
    return settings != nullptr && settings->lacks("FORCE_SCRIPT_NAME") ? settings : nullptr;
}

/// An API without the admin or a login page seldom redirects or links to itself.
static bool makes_links(const SettingsModule& settings) {
    const PythonValue* apps = settings.find("INSTALLED_APPS");
    const bool is_api = apps != nullptr && (apps->holds("rest_framework") || apps->holds("ninja"));
    return !is_api || apps->holds("django.contrib.admin") || apps->holds("django.contrib.auth");
}

static bool is_told_otherwise(const Process& process) {
    if (process.option("root_path") != nullptr) return true;
    return std::any_of(process.env.begin(), process.env.end(), [](const EnvVariable& variable) { return variable.name == "SCRIPT_NAME"; });
}

static bool is_told_by_header(const Graph& graph, ScopeId scope) {
    const std::vector<Setting> headers = settings_in_force(graph, scope, "proxy_set_header");
    return std::any_of(headers.begin(), headers.end(), [](const Setting& header) {
        const std::string name = to_lower(header.name);
        return name.find("script") != std::string::npos || name.find("prefix") != std::string::npos || name == "daphne-root-path";
    });
}

static void find_stripped_prefixes(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const Route& route : graph.routes) {
        const auto* forward = std::get_if<ForwardAction>(&route.action);
        if (forward == nullptr || !route.scope || forward->is_websocket) continue;
        const Connection& connection = graph.at(forward->connection);
        if (!is_stripped(route, connection) || is_told_by_header(graph, *route.scope)) continue;
        for (const Link& link : links) {
            if (link.connection != forward->connection || link.listeners.size() != 1) continue;
            const Listener& listener = graph.at(link.listeners.front());
            const Process& process = graph.at(listener.process);
            const SettingsModule* settings = unmounted_django(graph, process);
            if (settings == nullptr || !makes_links(*settings) || is_told_otherwise(process)) continue;
            const std::string prefix = route.match.path.substr(0, route.match.path.find_last_not_of('/') + 1);
            auto found = report.at(connection.span, fmt::format("nginx takes `{}` off the path, and Django does not know of it", quoted(prefix)));
            found.label(route.match.span, "the site is mounted here")
                .label(listener.span, fmt::format("{} sees the path without it", name_of(graph, process)))
                .note(fmt::format("views see `/…` for `{}/…`; the links and redirects that Django makes lack `{}` and end at another location", quoted(prefix), quoted(prefix)))
                .note(fmt::format("leave the slash out, or set `FORCE_SCRIPT_NAME = \"{}\"` in `{}`", quoted(prefix), quoted(settings->name)));
            break;
        }
    }
}

extern constexpr Rule xst051_prefix_stripped_without_script_name{
    .summary = "nginx takes a prefix off the path that Django does not know of",
    .why = "A slash after the address in proxy_pass replaces the location's prefix. Django's views then see another path than the browser "
           "asked for, and the links, redirects and static URLs that it makes lack the prefix: 404 at the next click.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx supervisor gunicorn",
    .sources = "observed:nginx-1.22.1 https://github.com/benoitc/gunicorn/issues/3076 "
               "https://docs.djangoproject.com/en/4.2/ref/settings/#force-script-name",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location /shop/ { proxy_pass http://127.0.0.1:8000/; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 config.wsgi:application
environment=DJANGO_SETTINGS_MODULE="config.settings"
#> config/settings.py
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.auth"]
ROOT_URLCONF = "config.urls"
#> config/wsgi.py
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
#> manage.py
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location /shop/ { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 config.wsgi:application
user=shop
)",
    .check = find_stripped_prefixes,
};

}  // namespace stackc::rules
