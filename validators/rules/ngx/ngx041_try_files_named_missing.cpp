#include <fmt/format.h>

#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// The named locations of a server; nginx takes them at the server's own level only.
struct NamedLocations {
    std::set<std::string> names;
    bool is_complete = true;
};
}  // namespace

static NamedLocations named_locations(const Graph& graph, const Scope& server) {
    NamedLocations found;
    found.is_complete = server.is_fully_read;
    for (const ScopeId child : server.children) {
        if (graph.at(child).kind != "location") continue;
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (!match) found.is_complete = false;
        if (match && match->kind == MatchKind::named) found.names.insert(match->path);
    }
    return found;
}

static void check_fallback(const DirectiveUse& use, const NamedLocations& named, Reporter& report) {
    if (use.directive.args().size() < 2) return;
    const Word& fallback = use.directive.args().back();
    if (!fallback.value.starts_with('@') || is_variable(fallback) || !named.is_complete) return;
    if (named.names.contains(std::string(fallback.value))) return;
    std::vector<std::string_view> known(named.names.begin(), named.names.end());
    auto found = report.at(
        fallback.span,
        fmt::format("`{}` falls back to `{}`, but this server has no `location {}`",
                    use.directive.name(), quoted(fallback.value), quoted(fallback.value)));
    found.note(fmt::format("the fallback answers 500: `could not find named location \"{}\"`",
                           quoted(fallback.value)));
    if (const auto near = nearest(fallback.value, known))
        found.note(fmt::format("did you mean `{}`?", quoted(*near)));
}

static void find_missing_names(const Graph& graph, Reporter& report) {
    std::map<ScopeId, NamedLocations> of_server;
    for (const std::string_view directive : {"try_files", "error_page"}) {
        for (const DirectiveUse& use : uses_of(graph, directive)) {
            const std::optional<ScopeId> server = enclosing_id(graph, use.scope, "server");
            if (!server) continue;
            const auto [slot, is_new] = of_server.try_emplace(*server);
            if (is_new) slot->second = named_locations(graph, graph.at(*server));
            check_fallback(use, slot->second, report);
        }
    }
}

extern constexpr Rule ngx041_try_files_named_missing{
    .summary = "a fallback to a named location that the server does not have",
    .why =
        "`nginx -t` accepts it. Every request that comes to the fallback gets a 500: `could not "
        "find named location "
        "\"@app\"`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#try_files "
        "https://github.com/django/channels/issues/1470",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location / { try_files $uri @app; }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    location / { try_files $uri @app; }
    location @app { proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_missing_names,
};

}  // namespace stackc::rules
