#include <fmt/format.h>

#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Claim {
    SiteId site;
    Span span;
};
/// Who has which name on which address, in one nginx.
using Claims = std::map<std::tuple<ScopeId, Endpoint, std::string>, Claim>;
}  // namespace

/// nginx 1.22.1 ngx_http_core_server_name: `.a.com` stands for `a.com` and `*.a.com`.
static std::vector<std::string> names_meant_by(const std::string& name) {
    if (name.starts_with('~')) return {};
    if (name.starts_with('.')) return {name.substr(1), "*" + name};
    return {name};
}

/// The site's names with their places; a server without `server_name` is called "".
static std::vector<std::pair<std::string, Span>> names_of(const Site& site) {
    std::vector<std::pair<std::string, Span>> names;
    for (const Value<std::string>& name : site.names) {
        if (!name.is_known()) continue;
        for (std::string& meant : names_meant_by(*name))
            names.emplace_back(std::move(meant), name.span_or(site.span));
    }
    if (site.names.empty() && site.is_fully_read) names.emplace_back("", site.span);
    return names;
}

static void report_conflict(const std::string& name, Span span, const Claim& first,
                            const Endpoint& endpoint, Reporter& report) {
    const std::string shown = quoted(to_text(endpoint));
    auto found = report.at(
        span, name.empty() ? fmt::format("a second server without a name listens on `{}`", shown)
                           : fmt::format("`{}` on `{}` already belongs to another server",
                                         quoted(name), shown));
    if (first.span == span) {
        found.note("the file that holds it is included twice");
    } else {
        found.label(first.span, "which nginx uses; it ignores the second");
    }
    found.note(fmt::format("nginx only warns: `conflicting server name \"{}\" on {}, ignored`",
                           quoted(name), shown));
}

static void find_conflicts(const Graph& graph, Reporter& report) {
    Claims claims;
    TemplateStatements templates;
    std::set<std::pair<SiteId, std::string>> reported;
    for (const Site& site : graph.sites) {
        const std::optional<ScopeId> http =
            site.scope ? enclosing_id(graph, *site.scope, "http") : std::nullopt;
        if (!http || templates.are_around(graph.at(*site.scope))) continue;
        const SiteId id = graph.id_of(site);
        const auto names = names_of(site);
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known()) continue;
            for (const auto& [name, span] : names) {
                const auto [slot, is_new] =
                    claims.try_emplace({*http, *listen.endpoint, name}, Claim{id, span});
                if (is_new || slot->second.site == id || !reported.emplace(id, name).second)
                    continue;
                report_conflict(name, span, slot->second, *listen.endpoint, report);
            }
        }
    }
}

extern constexpr Rule ngx016_conflicting_server_name{
    .summary = "two servers have one name on one address",
    .why =
        "nginx starts, uses the server that it read first and ignores the other: `[warn] "
        "conflicting server name "
        "\"a.com\" on 0.0.0.0:80, ignored`. Edits to the second have no effect; often it is a "
        "backup that "
        "`include sites-enabled/*` picks up.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "nginx-1.22.1:src/http/ngx_http.c http://nginx.org/en/docs/http/server_names.html",
    .bad = R"(server { listen 80; server_name a.example; root /srv/old; }
server { listen 80; server_name a.example; root /srv/new; }
)",
    .good =
        R"(server { listen 80; server_name a.example; return 301 https://a.example$request_uri; }
server { listen 8080; server_name a.example; root /srv/new; }
)",
    .check = find_conflicts,
};

}  // namespace stackc::rules
