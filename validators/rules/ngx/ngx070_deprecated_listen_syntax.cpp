#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_ssl_switches(const Graph& graph, Reporter& report) {
    std::map<ScopeId, const Site*> site_of;
    for (const Site& site : graph.sites) {
        if (site.scope) site_of.emplace(*site.scope, &site);
    }
    for (const DirectiveUse& use : uses_of(graph, "ssl")) {
        if (use.directive.args().size() != 1 || use.directive.args()[0].has_hole ||
            !enclosing_id(graph, use.scope, "http"))
            continue;
        const bool is_on = use.directive.arg(0) == "on";
        auto found = report.at(
            use.directive.span(),
            fmt::format(
                "`ssl {}` is deprecated, and unknown to nginx since 1.25.1; `listen … ssl` says it",
                quoted(use.directive.arg(0))));
        found.note(
            "nginx 1.22 warns: `the \"ssl\" directive is deprecated, use the \"listen ... ssl\" "
            "directive instead`");
        const auto site = site_of.find(use.scope);
        if (site == site_of.end()) continue;
        const auto& listens = site->second->listens;
        const bool is_said = std::all_of(listens.begin(), listens.end(),
                                         [](const SiteListen& listen) { return listen.is_tls; });
        // With `ssl on` a listen without `ssl` speaks TLS as well, so taking it out would change
        // it.
        if (!is_on || is_said) found.fix("take it out", Safety::safe, {remove_line(use.directive)});
    }
}

extern constexpr Rule ngx070_deprecated_listen_syntax{
    .summary = "TLS is switched on with `ssl on`",
    .why =
        "nginx 1.25.1 took the directive away: the next upgrade ends in `[emerg] unknown directive "
        "\"ssl\"`. Until then "
        "it makes port 80 of the same server speak TLS too.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/configuring_https_servers.html http://nginx.org/en/CHANGES",
    .bad = R"(server {
    listen 443 ssl;
    ssl on;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
}
)",
    .good = R"(server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
}
)",
    .check = find_ssl_switches,
};

}  // namespace stackc::rules
