#include <fmt/format.h>

#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static constexpr std::array<std::string_view, 6> passes{
    "uwsgi_pass", "fastcgi_pass", "scgi_pass", "memcached_pass", "grpc_pass", "proxy_pass"};

static std::string_view without_scheme(std::string_view text) {
    for (const std::string_view scheme :
         {"uwsgi://", "suwsgi://", "scgi://", "grpc://", "grpcs://"}) {
        if (text.starts_with(scheme)) return text.substr(scheme.size());
    }
    return text;
}

static std::set<std::string> upstream_names(const Graph& graph) {
    std::set<std::string> names;
    for (const Upstream& upstream : graph.upstreams) names.insert(to_lower(upstream.name));
    return names;
}

static void find_passes_without_port(const Graph& graph, Reporter& report) {
    const std::set<std::string> upstreams = upstream_names(graph);
    for (const std::string_view pass : passes) {
        for (const DirectiveUse& use : uses_of(graph, pass)) {
            // In `http`, proxy_pass has the port of its scheme.
            const std::optional<ScopeId> block =
                enclosing_id(graph, use.scope, pass == "proxy_pass" ? "stream" : "http");
            if (!block || !is_read_to_the_top(graph, *block) || use.directive.args().size() != 1)
                continue;
            const Word& word = use.directive.args()[0];
            const std::string_view name = without_scheme(word.value);
            // Another rule speaks of paths and schemes.
            if (is_variable(word) || name.empty() ||
                name.find_first_of(":/[]") != std::string_view::npos)
                continue;
            if (upstreams.contains(to_lower(name))) continue;
            report
                .at(word.span,
                    fmt::format("`{}` has no port, and no `upstream` has that name", quoted(name)))
                .note(fmt::format("nginx does not start: `[emerg] no port in upstream \"{}\"`",
                                  quoted(name)));
        }
    }
}

extern constexpr Rule ngx103_pass_without_port{
    .summary = "an address without a port that names no upstream",
    .why =
        "`uwsgi_pass`, `fastcgi_pass`, `scgi_pass` and `grpc_pass` have no port of their own, so a "
        "bare name must be an `upstream`: `[emerg] no "
        "port in upstream \"django\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http_upstream_round_robin.c "
        "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_pass",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 80;
        location / { include uwsgi_params; uwsgi_pass django; }
    }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    upstream django { server 127.0.0.1:3031; }
    server {
        listen 80;
        location / { include uwsgi_params; uwsgi_pass django; }
    }
}
)",
    .check = find_passes_without_port,
};

}  // namespace stackc::rules
