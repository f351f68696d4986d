#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_said(const Process& process, std::string_view name) {
    return process.option(name) != nullptr;
}

/// uvicorn 0.17.6 proxy_headers.py trusts 127.0.0.1 alone, and who comes over a Unix socket has no
/// address. gunicorn's UvicornWorker hands its own `forwarded_allow_ips` on, the same by default.
static bool trusts_nobody_here(const Graph& graph, const DjangoRoute& route) {
    const Process& process = graph.at(route.process);
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    if (program == nullptr || is_said(process, "forwarded_allow_ips")) return false;
    for (const EnvVariable& variable : program->environment) {
        if (variable.name == "FORWARDED_ALLOW_IPS") return false;
    }
    for (const Value<Endpoint>& target : graph.at(route.connection).targets) {
        if (!target.is_known() || as_unix(*target) == nullptr) return false;
    }
    return true;
}

static bool passes_scheme_over(const Graph& graph, const DjangoRoute& route) {
    const Process& process = graph.at(route.process);
    switch (process.kind) {
        // daphne 4.0.0 cli.py: only with the flag.
        case ServerKind::daphne:
            return !is_said(process, "proxy_headers");
        case ServerKind::uvicorn:
            return trusts_nobody_here(graph, route);
        case ServerKind::gunicorn: {
            const Option* worker = process.option("worker_class");
            const bool is_uvicorn = worker != nullptr && worker->value.is_known() &&
                                    worker->value->find("uvicorn") != std::string::npos;
            return is_uvicorn && trusts_nobody_here(graph, route);
        }
        case ServerKind::nginx:
        case ServerKind::runserver:
        case ServerKind::uwsgi:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::other:
            return false;
    }
    unreachable("ServerKind");
}

/// The word of the command that names the server.
static std::optional<Span> server_word(const Graph& graph, const Process& process) {
    const std::string_view name = to_text(process.kind);
    for (const Argument& word : graph.at(*process.program).command) {
        const std::string_view file = std::string_view(word.text).substr(word.text.rfind('/') + 1);
        if (file == name && graph.text(word.span) == word.text) return word.span;
    }
    return std::nullopt;
}

static void check_route(const Graph& graph, const DjangoRoute& route, std::set<ProcessId>& told,
                        Reporter& report) {
    const SettingsModule& settings = *route.settings;
    const Process& process = graph.at(route.process);
    const Connection& connection = graph.at(route.connection);
    const bool is_plain = connection.protocol == Protocol::http && is_tls(graph.at(route.site));
    if (!is_plain || !process.program || !process.is_fully_read ||
        !settings.lacks("SECURE_PROXY_SSL_HEADER"))
        return;
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    const Setting* scheme = find_setting(headers, "X-Forwarded-Proto");
    if (scheme == nullptr || !passes_scheme_over(graph, route)) return;
    const PythonValue* redirect = settings.find("SECURE_SSL_REDIRECT");
    const bool turns = redirect != nullptr && redirect->is(true);
    const PythonValue* middleware = settings.find("MIDDLEWARE");
    const bool checks_origin = middleware != nullptr &&
                               middleware->holds("django.middleware.csrf.CsrfViewMiddleware") &&
                               settings.lacks("CSRF_TRUSTED_ORIGINS");
    if ((!turns && !checks_origin) || !told.insert(route.process).second) return;
    const std::string server = name_of(graph, process);
    const std::optional<Span> word = server_word(graph, process);
    auto found = report.at(
        word.value_or(process.span),
        fmt::format("{} passes over the `X-Forwarded-Proto` that nginx sends: Django takes every "
                    "request for plain http",
                    server));
    found.label(scheme->directive.span(), "nginx tells the scheme here")
        .note(turns ? "with `SECURE_SSL_REDIRECT` browsers stop with `ERR_TOO_MANY_REDIRECTS`"
                    : "since Django 4 forms are answered 403: `Origin checking failed - https://… "
                      "does not match any trusted origins.`")
        .note(
            "or let Django read the header itself: `SECURE_PROXY_SSL_HEADER = "
            "(\"HTTP_X_FORWARDED_PROTO\", \"https\")`");
    const bool is_daphne = process.kind == ServerKind::daphne;
    if (word)
        found.fix(is_daphne ? "let daphne read it" : "trust who comes over the socket",
                  Safety::unsafe,
                  {{{word->file, word->end, word->end},
                    is_daphne ? " --proxy-headers" : " --forwarded-allow-ips=*"}});
    if (!turns) found.uncertain();
}

static void find_untrusted(const Graph& graph, Reporter& report) {
    std::set<ProcessId> told;
    for (const DjangoRoute& route : django_routes(graph)) check_route(graph, route, told, report);
}

extern constexpr Rule asg005_proxy_headers_untrusted{
    .summary = "the ASGI server passes over what nginx says of the client's scheme",
    .why =
        "uvicorn believes `X-Forwarded-Proto` from 127.0.0.1 only, and over a Unix socket nobody "
        "has an address; daphne reads it with "
        "`--proxy-headers` alone. Django then sees `http`: SECURE_SSL_REDIRECT turns in a circle, "
        "and forms are answered 403, `Origin "
        "checking failed`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx django supervisor",
    .sources =
        "observed:uvicorn-0.17.6 observed:daphne-4.0.0 "
        "https://github.com/Kludex/uvicorn/issues/931 "
        "https://github.com/benoitc/gunicorn/issues/1766",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 443 ssl;
        server_name shop.example.com;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
        location / {
            proxy_pass http://unix:/run/shop/web.sock;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto $scheme;
        }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/uvicorn --uds /run/shop/web.sock shop.asgi:application
directory=/srv/shop
user=shop
#> shop/asgi.py
import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_asgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
SECURE_SSL_REDIRECT = True
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 443 ssl;
        server_name shop.example.com;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
        location / {
            proxy_pass http://unix:/run/shop/web.sock;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto $scheme;
        }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/uvicorn --uds /run/shop/web.sock --forwarded-allow-ips=* shop.asgi:application
directory=/srv/shop
user=shop
#> shop/asgi.py
import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_asgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
)",
    .check = find_untrusted,
};

}  // namespace stackc::rules
