#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The one variable that the host consists of, lower case.
static std::optional<std::string> host_variable(std::string_view target) {
    const std::optional<ProxyUrl> url = parse_proxy_url(target);
    if (!url) return std::nullopt;
    std::string_view host = url->authority.substr(0, url->authority.find(':'));
    const std::vector<std::string> names = variables_in(host);
    const bool is_whole = names.size() == 1 && (host.size() == names[0].size() + 1 ||
                                                host.size() == names[0].size() + 3);
    if (!is_whole || !host.starts_with('$')) return std::nullopt;
    return names[0];
}

/// The literal that `set` gives the variable in the block or around it.
static const Word* literal_of(const Graph& graph, ScopeId scope, const std::string& variable) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        const Word* value = nullptr;
        for (const Directive& use : graph.at(*level).directives) {
            if (use.name() != "set" || use.args().size() != 2 ||
                to_lower(use.arg(0)) != "$" + variable)
                continue;
            value = &use.args()[1];
        }
        if (value != nullptr) return is_variable(*value) ? nullptr : value;
    }
    return nullptr;
}

static bool is_name(std::string_view host) {
    return !host.empty() && !is_address(host) && host.find(':') == std::string_view::npos;
}

static void find_missing_resolvers(const Graph& graph, Reporter& report) {
    std::set<std::string_view> upstreams;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "upstream" && scope.head.document != nullptr)
            upstreams.insert(scope.head.arg(0));
    }
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        const std::optional<std::string> variable = host_variable(use.directive.arg(0));
        if (!variable || graph.effective(use.scope, "resolver") != nullptr) continue;
        const Word* host = literal_of(graph, use.scope, *variable);
        const Surroundings known = surroundings_of(graph, use.scope);
        if (host == nullptr || !is_name(host->value) || upstreams.contains(host->value) ||
            known == Surroundings::unknown)
            continue;
        auto found = report.at(
            use.directive.args()[0].span,
            fmt::format(
                "the host `{}` comes from a variable, and no `resolver` is in force to look it up",
                quoted(host->value)));
        found.label(host->span, "set here")
            .note(fmt::format("every request gets a 502: `no resolver defined to resolve {}`",
                              quoted(host->value)))
            .note(
                "inside Docker: `resolver 127.0.0.11 valid=10s;`, on EC2: `resolver "
                "169.254.169.253;`");
        // nginx.conf may name a resolver, or an upstream of that name.
        if (known == Surroundings::http_unknown) found.uncertain();
    }
}

extern constexpr Rule ngx057_resolver_missing{
    .summary = "a host name in a variable, and no resolver",
    .why =
        "nginx looks names up at start, but those in variables at each request, for which it needs "
        "`resolver`: every "
        "request gets a 502, `no resolver defined to resolve web`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#resolver "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(server {
    listen 80;
    location / { set $web web; proxy_pass http://$web:8000; }
}
)",
    .good = R"(server {
    listen 80;
    resolver 127.0.0.11 valid=10s;
    location / { set $web web; proxy_pass http://$web:8000; }
}
)",
    .check = find_missing_resolvers,
};

}  // namespace stackc::rules
