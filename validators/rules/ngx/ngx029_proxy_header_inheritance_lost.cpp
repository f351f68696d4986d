#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void check_level(const Graph& graph, const PassFamily& family, ScopeId id,
                        TemplateStatements& templates, Reporter& report) {
    const Scope& scope = graph.at(id);
    if (!scope.is_fully_read) return;
    const std::vector<Setting> lost = lost_settings(graph, id, family.param);
    if (lost.empty()) return;
    const Directive own = own_settings(scope, family.param).front().directive;
    auto found =
        report
            .at(own.node().name.span,
                fmt::format("`{}` in this block discards what is set outside: {}", family.param,
                            names_of(lost)))
            .label(lost.front().directive.span(), "set here, and no longer in force inside")
            .note(fmt::format("nginx inherits `{}` only into blocks that set none of their own",
                              family.param))
            .note(
                "repeat the lines here, or keep all of them in one file and include it in both "
                "blocks");
    if (templates.are_around(scope)) found.uncertain();
}

/// A block that only holds others hands its own set on to them; the loss shows where a request
/// is forwarded.
static void find_lost_headers(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const PassFamily& family : pass_families()) {
        for (const DirectiveUse& use : uses_of(graph, family.pass)) {
            // `if` and `limit_except` take what their location has.
            const std::optional<ScopeId> location = enclosing_id(graph, use.scope, "location");
            if (location) check_level(graph, family, *location, templates, report);
        }
    }
}

extern constexpr Rule ngx029_proxy_header_inheritance_lost{
    .summary = "a proxy_set_header or *_param that discards the outer ones",
    .why =
        "One `proxy_set_header` in a location takes away all that the server sets: the application "
        "sees the upstream's "
        "name as Host (`Invalid HTTP_HOST header`, CSRF 403) under that location only.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header "
        "https://gixy.io/plugins/proxy_set_header_redefinition/",
    .bad = R"(server {
    listen 80;
    proxy_set_header Host $host;
    location / { proxy_pass http://127.0.0.1:8000; }
    location /ws/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
)",
    .good = R"(server {
    listen 80;
    proxy_set_header Host $host;
    location / { proxy_pass http://127.0.0.1:8000; }
    location /ws/ {
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
)",
    .check = find_lost_headers,
};

}  // namespace stackc::rules
