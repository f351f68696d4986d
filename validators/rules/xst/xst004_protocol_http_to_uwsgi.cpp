#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/protocols.h"

namespace stackc::rules {

static bool has_uwsgi_params(const Graph& graph, const Connection& connection) {
    if (!connection.route || !graph.at(*connection.route).scope) return false;
    const ScopeId scope = *graph.at(*connection.route).scope;
    if (!graph.inherited(scope, "uwsgi_param").empty()) return true;
    for (const Directive& include : graph.inherited(scope, "include")) {
        if (include.arg(0).ends_with("uwsgi_params")) return true;
    }
    return false;
}

/// `proxy_pass http://X` to `uwsgi_pass X`, with the parameters that uWSGI needs.
static std::vector<Edit> speak_uwsgi(const Graph& graph, const Connection& connection) {
    const Node* node = statement_at(graph, connection.span);
    const bool has_path = !connection.uri.empty() && connection.uri != "/";
    if (node == nullptr || node->name.value != "proxy_pass" || node->arg_count != 1 || has_path) return {};
    std::string name = "uwsgi_pass";
    if (!has_uwsgi_params(graph, connection)) {
        const std::vector<Edit> include = insert_before(graph, connection.span, "include uwsgi_params;");
        if (!include.empty()) name = include.front().replacement + name;
    }
    const Span whole = graph.document_of(connection.span.file)->args(*node)[0].span;
    return {{node->name.span, name}, {whole, std::string(graph.text(connection.span))}};
}

static void find_http_to_uwsgi(const Graph& graph, Reporter& report) {
    for (const WrongProtocol& wrong : find_wrong_protocols(graph, Protocol::http, Protocol::uwsgi)) {
        const Connection& connection = graph.at(wrong.connection);
        const Listener& listener = graph.at(wrong.listener);
        const std::string server = name_of(graph, graph.at(listener.process));
        auto found = report.at(connection.span, fmt::format("nginx speaks HTTP to `{}`, where {} expects the uwsgi protocol",
                                                            quoted(to_text(*listener.endpoint)), server));
        found.label(listener.span, fmt::format("{} binds it for the uwsgi protocol here", server))
            .note("every request ends in 502: nginx logs `upstream prematurely closed connection while reading response header "
                  "from upstream`, uWSGI `invalid request block size: 21573 (max 4096)...skip`");
        const std::vector<Edit> edits = speak_uwsgi(graph, connection);
        if (!edits.empty()) found.fix("speak uwsgi with `uwsgi_pass`", Safety::unsafe, edits);
        if (!wrong.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst004_protocol_http_to_uwsgi{
    .summary = "`proxy_pass` speaks HTTP to a socket that expects the uwsgi protocol",
    .why = "uWSGI reads the first bytes of `GET` as a length and hangs up; nginx answers 502. The log line is always "
           "`invalid request block size: 21573`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi",
    .sources = "observed:nginx-1.22.1 https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://unix:/run/shop/web.sock;
    }
}
#> uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
module = shop.wsgi:application
need-app = true
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://unix:/run/shop/web.sock;
    }
}
#> uwsgi.ini
[uwsgi]
http-socket = /run/shop/web.sock
module = shop.wsgi:application
need-app = true
)",
    .check = find_http_to_uwsgi,
};

}  // namespace stackc::rules
