#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A word that can only be the name of an upstream, or of a host.
static bool is_bare_name(std::string_view name) {
    return !name.empty() && name.find_first_of(":/.[$") == std::string_view::npos && name != "localhost";
}

static std::vector<std::string_view> upstreams_near(const Graph& graph, FileId file) {
    std::vector<std::string_view> names;
    for (const Upstream& upstream : graph.upstreams) {
        if (graph.are_together(upstream.span.file, file)) names.push_back(upstream.name);
    }
    return names;
}

static bool is_connected(const Graph& graph, std::string_view upstream) {
    return std::any_of(graph.connections.begin(), graph.connections.end(), [&](const Connection& connection) {
        return connection.upstream && graph.at(*connection.upstream).name == upstream;
    });
}

/// The name alone, without "http://" and the path.
static Span span_of(const Word& word, std::string_view name) {
    Span span = word.span;
    if (span.size() != word.value.size()) return span;
    span.begin += static_cast<std::uint32_t>(word.value.find(name));
    span.end = span.begin + static_cast<std::uint32_t>(name.size());
    return span;
}

static bool is_container(const Graph& graph, std::string_view name, FileId near) {
    return std::any_of(graph.containers.begin(), graph.containers.end(), [&](const Container& container) {
        return container.name == name && graph.are_together(container.file, near);
    });
}

static void check_use(const Graph& graph, const DirectiveUse& use, Reporter& report) {
    if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) return;
    const Word& word = use.directive.args()[0];
    const auto url = parse_proxy_url(word.value);
    const std::vector<std::string_view> known = upstreams_near(graph, word.span.file);
    if (!url || !is_bare_name(url->authority) || std::find(known.begin(), known.end(), url->authority) != known.end()) return;
    // A host of that name may do; a slip in a name that nobody else uses is another matter.
    const auto meant = nearest(url->authority, known);
    if (!meant || is_connected(graph, *meant) || is_container(graph, url->authority, word.span.file)) return;
    const Span span = span_of(word, url->authority);
    auto found = report.at(span, fmt::format("no upstream is called `{}`; did you mean `{}`?", quoted(url->authority), quoted(*meant)));
    for (const Upstream& upstream : graph.upstreams) {
        if (upstream.name == *meant && graph.are_together(upstream.span.file, span.file)) found.label(upstream.span, "this one is defined, and nobody uses it");
    }
    found.note(fmt::format("nginx looks for a host of that name and does not start: `[emerg] host not found in upstream \"{}\"`", quoted(url->authority)))
        .fix(fmt::format("spell it `{}`", quoted(*meant)), Safety::unsafe, {{span, std::string(*meant)}});
    if (surroundings_of(graph, use.scope) != Surroundings::known) found.uncertain();
}

static void find_undefined(const Graph& graph, Reporter& report) {
    for (const std::string_view pass : {"proxy_pass", "grpc_pass"}) {
        for (const DirectiveUse& use : uses_of(graph, pass)) check_use(graph, use, report);
    }
}

extern constexpr Rule xst114_upstream_not_defined{
    .summary = "a request is passed to a name that is one slip away from an upstream",
    .why = "nginx takes a name that is no upstream for a host and looks it up when it starts: `[emerg] host not found in upstream`. It does "
           "not start, or refuses the reload.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(#> nginx.conf
events {}
http {
    upstream shop { server 127.0.0.1:8001; }
    server {
        listen 80;
        location / { proxy_pass http://shopp; }
    }
}
)",
    .good = R"(#> nginx.conf
events {}
http {
    upstream shop { server 127.0.0.1:8001; }
    server {
        listen 80;
        location / { proxy_pass http://shop; }
    }
}
)",
    .check = find_undefined,
};

}  // namespace stackc::rules
