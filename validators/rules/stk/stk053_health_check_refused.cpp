#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static const Site* find_site(const Graph& graph, const Balancer& balancer) {
    for (const Site& site : graph.sites) {
        const bool is_it = balancer.to.is_known() && !site.names.empty() &&
                           site.names[0].is_known() && *site.names[0] == *balancer.to;
        if (is_it && graph.are_together(site.file, balancer.span.file)) return &site;
    }
    return nullptr;
}

/// Django compares the Host header, which is the machine's address, with ALLOWED_HOSTS.
static bool is_refused_by_django(const Graph& graph, const Route& route) {
    const App* app = app_of(graph, route);
    if (app == nullptr || !app->framework.is_known() || *app->framework != Framework::django)
        return false;
    for (const Value<std::string>& host : app->allowed_hosts) {
        if (!host.is_known() || *host == "*") return false;
        for (const Host& machine : graph.hosts) {
            if (machine.address.is_known() && *machine.address == *host) return false;
        }
    }
    return true;
}

static void find_health_check_refused(const Graph& graph, Reporter& report) {
    for (const Balancer& balancer : graph.balancers) {
        const Site* site = balancer.health.is_known() ? find_site(graph, balancer) : nullptr;
        if (site == nullptr || !site->is_fully_read || !site->raw.empty()) continue;
        const Route* route = route_for(graph, *site, *balancer.health);
        if (route == nullptr && has_regex_routes(graph, *site)) continue;
        const std::string path = quoted(std::string_view(*balancer.health), 80);
        const Span place = balancer.health.span_or(balancer.span);
        if (route == nullptr) {
            report
                .at(place, fmt::format("no route of `{}` answers the health check of `{}`",
                                       title_of(*site), path))
                .label(site->span, "this site");
            continue;
        }
        const ReturnAction* answer = std::get_if<ReturnAction>(&route->action);
        const RedirectAction* redirect = std::get_if<RedirectAction>(&route->action);
        const int code = answer != nullptr     ? answer->code
                         : redirect != nullptr ? redirect->code
                                               : 200;
        if (code != 200) {
            report
                .at(place,
                    fmt::format("the health check of `{}` expects 200, but its route answers {}",
                                path, code))
                .label(route->span, "this route");
        } else if (is_refused_by_django(graph, *route)) {
            report
                .at(place, fmt::format("the health check of `{}` is answered by Django, which "
                                       "refuses its Host header",
                                       path))
                .label(route->span, "this route leads there")
                .note(
                    "the check asks for the machine's address, which is not in ALLOWED_HOSTS: "
                    "`Invalid HTTP_HOST header`, 400")
                .note(fmt::format("answer it in nginx: `route = {} return 200 \"ok\"`", path));
        }
    }
}

extern constexpr Rule stk053_health_check_refused{
    .summary = "the balancer's health check is not answered with 200",
    .why = "The balancer takes every machine out and answers 503.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(site example.com { listen 80; route = /health return 204; route / return 200 ok }
balancer public { listen 80; to example.com; health /health }
)",
    .good = R"(site example.com { listen 80; route = /health return 200; route / return 200 ok }
balancer public { listen 80; to example.com; health /health }
)",
    .check = find_health_check_refused,
};

}  // namespace stackc::rules
