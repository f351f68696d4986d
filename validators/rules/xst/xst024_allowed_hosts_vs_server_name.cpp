#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

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

/// What nginx tells Django the host is: the request's own, as far as these say.
static bool passes_host(const Graph& graph, const DjangoRoute& route) {
    if (graph.at(route.connection).protocol != Protocol::http) return true;
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    const Setting* host = find_setting(headers, "Host");
    return host != nullptr &&
           (host->value == "$host" || host->value == "$http_host" ||
            host->value == "$server_name" || host->value == "$host:$server_port");
}

static bool has_conditions(const Graph& graph, const Site& site) {
    return site.scope &&
           std::any_of(graph.at(*site.scope).children.begin(), graph.at(*site.scope).children.end(),
                       [&](ScopeId id) { return graph.at(id).kind == "if"; });
}

static void check_site(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const PythonValue* hosts = route.settings->find("ALLOWED_HOSTS");
    const PythonValue* forwarded = route.settings->find("USE_X_FORWARDED_HOST");
    if (hosts == nullptr || !hosts->is_certain() || hosts->items.empty() ||
        (forwarded != nullptr && !forwarded->is(false)) || !passes_host(graph, route))
        return;
    const Site& site = graph.at(route.site);
    for (const Value<std::string>& name : site.names) {
        if (!name.is_stated() || name->empty() ||
            name->find_first_of("*~^$_") != std::string::npos ||
            (name->find('.') == std::string::npos && *name != "localhost") || name->starts_with('.'))
            continue;
        if (allows(*hosts, to_lower(*name))) continue;
        // Alone it is what tutorials leave behind.
        if (*name == "localhost" && site.names.size() == 1) continue;
        auto found =
            report.at(name.span(),
                      fmt::format("the site answers for `{}`, which `ALLOWED_HOSTS` does not hold",
                                  quoted(*name)));
        found.label(hosts->span, "`ALLOWED_HOSTS`")
            .label(graph.at(route.connection).span, "its requests are handed to Django here")
            .note(fmt::format("they are answered 400: `Invalid HTTP_HOST header: '{0}'. You may "
                              "need to add '{0}' to ALLOWED_HOSTS.`",
                              quoted(*name)));
        // A name beside the site's own, of which nobody may make use.
        const bool is_aside = *name == "localhost" || is_address(*name);
        if (has_conditions(graph, site) || is_aside) found.uncertain();
        return;
    }
}

static void find_refused_names(const Graph& graph, Reporter& report) {
    std::set<std::pair<SiteId, const SettingsModule*>> seen;
    for (const DjangoRoute& route : django_routes(graph, true)) {
        if (seen.emplace(route.site, route.settings).second) check_site(graph, route, report);
    }
}

extern constexpr Rule xst024_allowed_hosts_vs_server_name{
    .summary = "the site's name is not an allowed host",
    .why = "nginx hands the request on, Django looks at its `Host` and answers 400 Bad Request.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com www.example.com;
    location / {
        proxy_set_header Host $host;
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
    .check = find_refused_names,
};

}  // namespace stackc::rules
