#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

/// django/http/request.py validate_host: a leading dot takes the domain and all below it.
static bool allows(const App& app, std::string_view name) {
    for (const Value<std::string>& host : app.allowed_hosts) {
        if (!host.is_known() || *host == "*") return true;
        const std::string pattern = to_lower(*host);
        const bool is_below =
            pattern.starts_with('.') && (name.ends_with(pattern) || name == pattern.substr(1));
        if (is_below || pattern == name) return true;
    }
    return false;
}

static void find_site_not_in_allowed_hosts(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Site& site : graph.sites) {
        const bool has_name = !site.names.empty() && site.names[0].is_known() &&
                              *site.names[0] != "_" && !site.names[0]->starts_with('*');
        if (!has_name || !files.contains(site.file)) continue;
        std::set<const App*> seen;
        for (const RouteId id : site.routes) {
            const App* app = app_of(graph, graph.at(id));
            if (app == nullptr || app->allowed_hosts.empty() || !seen.insert(app).second) continue;
            const bool is_django =
                app->framework.is_known() && *app->framework == Framework::django;
            if (!is_django || allows(*app, *site.names[0])) continue;
            report
                .at(site.names[0].span_or(site.span),
                    fmt::format("the site leads to `{}`, whose `allowed_hosts` does not name `{}`",
                                app->name, title_of(site)))
                .label(app->allowed_hosts[0].span_or(app->span), "it names these")
                .note(
                    "Django would answer 400: Invalid HTTP_HOST header; without `allowed_hosts`, "
                    "the names of the sites are taken");
        }
    }
}

extern constexpr Rule stk057_site_not_in_allowed_hosts{
    .summary = "a site leads to a Django app that does not allow its name",
    .why =
        "Django answers 400: `Invalid HTTP_HOST header: … You may need to add … to ALLOWED_HOSTS`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad =
        R"(app shop { framework django; root /srv/shop; wsgi config.wsgi:application; allowed_hosts [example.com] }
service web { run shop.wsgi with uwsgi; listen 8000 }
site shop.example.com { listen 80; route / to web }
)",
    .good =
        R"(app shop { framework django; root /srv/shop; wsgi config.wsgi:application; allowed_hosts [.example.com] }
service web { run shop.wsgi with uwsgi; listen 8000 }
site shop.example.com { listen 80; route / to web }
)",
    .check = find_site_not_in_allowed_hosts,
};

}  // namespace stackc::rules
