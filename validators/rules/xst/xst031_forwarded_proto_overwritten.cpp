#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// What stands in front of a site and ends TLS there.
struct Front {
    Span span;
    std::string what;
    bool is_certain = true;
};
}  // namespace

/// A balancer of a cloud that listens with TLS, in the deployment of the site.
static std::optional<Front> find_balancer(const Graph& graph, const Site& site) {
    for (const Balancer& balancer : graph.balancers) {
        const auto tls = std::find_if(balancer.listens.begin(), balancer.listens.end(),
                                      [](const SiteListen& listen) { return listen.is_tls; });
        if (tls != balancer.listens.end() && balancer.provider &&
            graph.are_together(balancer.span.file, site.file))
            return Front{tls->span, "a load balancer ends TLS here"};
    }
    return std::nullopt;
}

static bool listens_on(const Site& site, const Endpoint& target) {
    const TcpEndpoint* wanted = as_tcp(target);
    return wanted != nullptr &&
           std::any_of(site.listens.begin(), site.listens.end(), [&](const SiteListen& listen) {
               const TcpEndpoint* tcp =
                   listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
               return tcp != nullptr && tcp->port == wanted->port;
           });
}

/// A site with TLS, of this nginx or another, that hands its requests to the site.
static std::optional<Front> find_outer_site(const Graph& graph, const std::vector<Link>& links,
                                            const Site& site) {
    for (const Link& link : links) {
        const Connection& connection = graph.at(link.connection);
        if (!connection.route || connection.protocol != Protocol::http) continue;
        const Site& outer = graph.at(graph.at(*connection.route).site);
        if (&outer == &site || !is_tls(outer) || !listens_on(site, link.target)) continue;
        const bool is_reached =
            std::any_of(link.listeners.begin(), link.listeners.end(), [&](ListenerId id) {
                return site.process && graph.at(id).process == *site.process;
            });
        if (is_reached) return Front{link.span, "a site with TLS hands its requests on"};
    }
    return std::nullopt;
}

/// What the container of the nginx tells a proxy that gets certificates: nginx-proxy's companion
/// goes by a variable, Traefik by labels.
static std::optional<Front> find_proxy(const Graph& graph, const Site& site) {
    const auto place = site.process ? container_of(graph, graph.at(*site.process)) : std::nullopt;
    if (!place) return std::nullopt;
    const Container& container = graph.at(*place);
    const Program* program = main_program(graph, *place);
    for (const EnvVariable& variable :
         program == nullptr ? std::vector<EnvVariable>{} : program->environment) {
        if (variable.name == "LETSENCRYPT_HOST")
            return Front{variable.span, "a proxy in front gets a certificate for it"};
    }
    const std::string_view text = graph.text(container.span);
    const bool is_tls = text.find("tls=true") != std::string_view::npos ||
                        text.find("tls.certresolver") != std::string_view::npos;
    if (text.find("traefik.http.routers") == std::string_view::npos || !is_tls) return std::nullopt;
    return Front{container.name_span, "Traefik ends TLS in front of it"};
}

/// Settings that send every plain request to https, where the site has none: somebody else must.
static std::optional<Front> find_settings(const DjangoRoute& route) {
    const PythonValue* redirect = route.settings->find("SECURE_SSL_REDIRECT");
    if (redirect == nullptr || !redirect->is(true)) return std::nullopt;
    return Front{redirect->span, "every plain request is sent to https", false};
}

/// Whether Django goes by the header.
static bool trusts(const SettingsModule& settings) {
    const PythonValue* header = settings.find("SECURE_PROXY_SSL_HEADER");
    return header != nullptr && header->is_sequence() && header->items.size() == 2 &&
           header->items[0].is_text() && header->items[0].text == "HTTP_X_FORWARDED_PROTO" &&
           header->is_certain();
}

static void check_route(const Graph& graph, const std::vector<Link>& links,
                        const DjangoRoute& route, std::set<Span>& told, Reporter& report) {
    const Site& site = graph.at(route.site);
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    const Setting* scheme = find_setting(headers, "X-Forwarded-Proto");
    if (is_tls(site) || scheme == nullptr || !trusts(*route.settings) ||
        (scheme->value != "$scheme" && scheme->value != "http"))
        return;
    std::optional<Front> front = find_balancer(graph, site);
    if (!front) front = find_outer_site(graph, links, site);
    if (!front) front = find_proxy(graph, site);
    if (!front) front = find_settings(route);
    if (!front || !told.insert(scheme->directive.span()).second) return;
    auto found =
        report.at(scheme->directive.span(),
                  fmt::format("`{}` is always http here, and replaces the `X-Forwarded-Proto` of "
                              "whoever ended TLS",
                              quoted(scheme->value)));
    found.label(front->span, front->what)
        .label(route.settings->find("SECURE_PROXY_SSL_HEADER")->span, "Django goes by the header")
        .note(
            "Django takes every request for plain http: `SECURE_SSL_REDIRECT` turns in a circle "
            "(`ERR_TOO_MANY_REDIRECTS`), forms fail with `Origin checking failed`");
    const std::span<const Word> args = scheme->directive.args();
    if (args.size() == 2)
        found.fix("hand on what came", Safety::unsafe,
                  {{args[1].span, "$http_x_forwarded_proto"}});
    if (!front->is_certain) found.uncertain();
}

static void find_overwritten(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    std::set<Span> told;
    for (const DjangoRoute& route : django_routes(graph))
        check_route(graph, links, route, told, report);
}

extern constexpr Rule xst031_forwarded_proto_overwritten{
    .summary = "nginx behind a proxy that ends TLS says that the client came over plain http",
    .why =
        "`$scheme` is how the request reached this nginx. Behind a load balancer or another nginx "
        "that is http, whatever the browser used; the header that told the truth is replaced.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx django beanstalk terraform cloudformation compose",
    .sources =
        "https://github.com/WeblateOrg/docker/issues/699 "
        "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header",
    .bad = R"(#> main.tf
resource "aws_lb_listener" "front" {
  port     = 443
  protocol = "HTTPS"
}
#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
)",
    .good = R"(#> main.tf
resource "aws_lb_listener" "front" {
  port     = 443
  protocol = "HTTPS"
}
#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
)",
    .check = find_overwritten,
};

}  // namespace stackc::rules
