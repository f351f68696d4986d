#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

static bool sets_host(const Graph& graph, ScopeId scope) {
    const std::vector<Directive> headers = graph.inherited(scope, "proxy_set_header");
    return std::any_of(headers.begin(), headers.end(), [](const Directive& header) { return equals_ignoring_case(header.arg(0), "host"); });
}

/// Django refuses a Host with an underscore whatever ALLOWED_HOSTS says; Flask does not mind.
/// `project.wsgi:application` is what `django-admin startproject` writes.
static const Process* django_behind(const Graph& graph, const std::vector<Link>& links, const Connection& connection) {
    for (const Link& link : links) {
        if (link.connection != graph.id_of(connection)) continue;
        for (const ListenerId id : link.listeners) {
            const Process& process = graph.at(graph.at(id).process);
            if (!process.module.is_known()) continue;
            const std::string module = process.module->substr(0, process.module->find(':'));
            if (module.ends_with(".wsgi") || module.ends_with(".asgi")) return &process;
        }
    }
    return nullptr;
}

static void find_bad_host_names(const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    std::vector<Link> links;
    for (const Connection& connection : graph.connections) {
        if (!connection.upstream || connection.protocol != Protocol::http || !connection.route) continue;
        const Upstream& upstream = graph.at(*connection.upstream);
        const std::optional<ScopeId> scope = graph.at(*connection.route).scope;
        if (upstream.name.find('_') == std::string::npos || !scope || sets_host(graph, *scope)) continue;
        if (!seen.insert(connection.span).second) continue;
        if (links.empty()) links = find_links(graph);
        const Process* django = django_behind(graph, links, connection);
        if (django == nullptr) continue;
        auto found = report.at(connection.span, fmt::format("`{}` is sent as the Host header, and Django takes no underscore in a host name",
                                                            quoted(upstream.name)));
        found.label(upstream.span, "the upstream's name")
            .label(django->span, "the Django app behind it")
            .note(fmt::format("every request ends in 400 with `Invalid HTTP_HOST header: '{}'`, even with ALLOWED_HOSTS = ['*']",
                              quoted(upstream.name)));
        static constexpr std::string_view host_line[] = {"proxy_set_header Host $host;"};
        const std::vector<Edit> edits = add_proxy_headers(graph, connection, *scope, host_line);
        if (!edits.empty()) found.fix("pass the Host that the client asked for", Safety::safe, edits);
        if (!is_fully_known(graph, connection)) found.uncertain();
    }
}

extern constexpr Rule xst026_upstream_name_invalid_as_host{
    .summary = "an upstream's name with an underscore reaches Django as the Host header",
    .why = "Without `proxy_set_header Host`, nginx sends the upstream's name. Django answers 400, `Invalid HTTP_HOST header: 'my_app'. "
           "The domain name provided is not valid according to RFC 1034/1035.`, whatever ALLOWED_HOSTS says.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx supervisor",
    .sources = "observed:nginx-1.22.1",
    .bad = R"(#> nginx.conf
events {}
http {
    upstream shop_app { server 127.0.0.1:8000; }
    server {
        listen 80;
        location / { proxy_pass http://shop_app; }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .good = R"(#> nginx.conf
events {}
http {
    upstream shop_app { server 127.0.0.1:8000; }
    server {
        listen 80;
        location / {
            proxy_pass http://shop_app;
            proxy_set_header Host $host;
        }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_bad_host_names,
};

}  // namespace stackc::rules
