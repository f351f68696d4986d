#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/protocols.h"

namespace stackc::rules {

static bool has_proxy_headers(const Graph& graph, const Connection& connection) {
    if (!connection.route || !graph.at(*connection.route).scope) return true;
    return !graph.inherited(*graph.at(*connection.route).scope, "proxy_set_header").empty();
}

/// The `include uwsgi_params;` beside the pass directive, with its line: HTTP has no such variables.
static std::optional<Edit> drop_params(const Document& document, const Node& pass) {
    for (const Node& node : document.children(pass.parent)) {
        const bool is_include = node.kind == NodeKind::statement && node.name.value == "include" && node.arg_count == 1;
        if (!is_include || !document.args(node)[0].value.ends_with("uwsgi_params")) continue;
        Span span = node.span;
        const std::string_view text = document.text();
        while (span.end < text.size() && (text[span.end] == ' ' || text[span.end] == '\t' || text[span.end] == '\n')) ++span.end;
        return Edit{span, ""};
    }
    return std::nullopt;
}

/// `uwsgi_pass X` to `proxy_pass http://X`, with the name that the client asked for.
static std::vector<Edit> speak_http(const Graph& graph, const Connection& connection) {
    const Node* node = statement_at(graph, connection.span);
    if (node == nullptr || node->name.value != "uwsgi_pass") return {};
    std::vector<Edit> edits{{node->name.span, "proxy_pass"},
                            {connection.span, "http://" + std::string(graph.text(connection.span))}};
    if (const auto dropped = drop_params(*graph.document_of(connection.span.file), *node)) edits.push_back(*dropped);
    if (!has_proxy_headers(graph, connection)) {
        for (Edit& edit : insert_after(graph, connection.span, "proxy_set_header Host $host;")) edits.push_back(std::move(edit));
    }
    return edits;
}

static std::string_view what_happens(ServerKind kind) {
    if (kind == ServerKind::gunicorn) return "the request hangs until gunicorn logs `[CRITICAL] WORKER TIMEOUT` and nginx answers 502";
    return "every request ends in 502 with `upstream prematurely closed connection while reading response header from upstream`, "
           "and the server logs nothing";
}

static void find_uwsgi_to_http(const Graph& graph, Reporter& report) {
    for (const WrongProtocol& wrong : find_wrong_protocols(graph, Protocol::uwsgi, Protocol::http)) {
        const Connection& connection = graph.at(wrong.connection);
        const Listener& listener = graph.at(wrong.listener);
        const Process& process = graph.at(listener.process);
        auto found = report.at(connection.span, fmt::format("nginx speaks the uwsgi protocol to `{}`, where {} expects HTTP",
                                                            quoted(to_text(*listener.endpoint)), name_of(graph, process)));
        found.label(listener.span, fmt::format("{} binds it for HTTP here", name_of(graph, process)))
            .note(std::string(what_happens(process.kind)));
        const std::vector<Edit> edits = speak_http(graph, connection);
        if (!edits.empty()) found.fix("speak HTTP with `proxy_pass`", Safety::unsafe, edits);
        if (!wrong.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst005_protocol_uwsgi_to_http{
    .summary = "`uwsgi_pass` speaks the uwsgi protocol to a server that expects HTTP",
    .why = "The server waits for a request line that never comes: gunicorn hangs until `[CRITICAL] WORKER TIMEOUT`, uWSGI's "
           "`http-socket` hangs up without a line in its log, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor gunicorn",
    .sources = "observed:nginx-1.22.1 https://github.com/maxking/docker-mailman/issues/64",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8000;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_uwsgi_to_http,
};

}  // namespace stackc::rules
