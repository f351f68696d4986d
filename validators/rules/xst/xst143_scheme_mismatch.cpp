#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/protocols.h"

namespace stackc::rules {

static void tell(const Graph& graph, const WrongProtocol& wrong, std::string_view seen, std::string_view note, Reporter& report) {
    const Connection& connection = graph.at(wrong.connection);
    const Listener& listener = graph.at(wrong.listener);
    const std::string server = name_of(graph, graph.at(listener.process));
    auto found = report.at(connection.span, fmt::format("nginx speaks {} to `{}`, where {} {}", seen, quoted(to_text(*listener.endpoint)), server,
                                                        listener.protocol == Protocol::https ? "expects TLS" : "speaks plain HTTP"));
    found.label(listener.span, fmt::format("{} binds it here", server)).note(std::string(note));
    if (!wrong.is_certain) found.uncertain();
}

static void find_wrong_schemes(const Graph& graph, Reporter& report) {
    for (const WrongProtocol& wrong : find_wrong_protocols(graph, Protocol::http, Protocol::https))
        tell(graph, wrong, "plain HTTP", "every request ends in 502, or in 400 `The plain HTTP request was sent to HTTPS port`; TLS between two programs of one machine "
                                         "gains nothing: let nginx alone end it, or write `proxy_pass https://`", report);
    for (const WrongProtocol& wrong : find_wrong_protocols(graph, Protocol::https, Protocol::http))
        tell(graph, wrong, "TLS", "every request ends in 502: `SSL_do_handshake() failed … wrong version number`; write `proxy_pass http://`", report);
}

extern constexpr Rule xst143_scheme_mismatch{
    .summary = "nginx and the server disagree on TLS",
    .why = "A server that was given a certificate expects TLS, and one without does not speak it. The connection is made, nothing sensible "
           "follows, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx gunicorn daphne uvicorn supervisor",
    .sources = "observed:nginx-1.22.1 observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/settings.html#certfile",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8443;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/daphne -e ssl:8443:interface=127.0.0.1:privateKey=/etc/ssl/k.pem:certKey=/etc/ssl/c.pem shop.asgi:application
directory=/srv/shop
user=shop
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8001;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 8001 shop.asgi:application
directory=/srv/shop
user=shop
)",
    .check = find_wrong_schemes,
};

}  // namespace stackc::rules
