#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static constexpr std::array<std::string_view, 11> security_headers{
    "strict-transport-security",
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
    "content-security-policy-report-only",
    "x-xss-protection"};

static bool is_security_header(const Setting& header) {
    return std::find(security_headers.begin(), security_headers.end(), to_lower(header.name)) !=
           security_headers.end();
}

static void check_level(const Graph& graph, const Scope& scope, TemplateStatements& templates,
                        Reporter& report) {
    const Directive* own = stated(scope, "add_header");
    // A block that answers by itself sends no page that the headers would protect.
    if (own == nullptr || !scope.is_fully_read || stated(scope, "return") != nullptr) return;
    // nginx 1.29.3 and later can be told to join the lists.
    const Directive* inherit = graph.effective(graph.id_of(scope), "add_header_inherit");
    if (inherit != nullptr && inherit->arg(0) == "merge") return;
    const std::vector<Setting> lost = lost_settings(graph, graph.id_of(scope), "add_header");
    if (lost.empty()) return;
    auto found = report.at(
        own->node().name.span,
        fmt::format("`add_header` in this block discards what is set outside: {}", names_of(lost)));
    found.label(lost.front().directive.span(), "set here, and no longer sent from inside")
        .note("nginx inherits `add_header` only into blocks that set none of their own")
        .note(
            "repeat the lines here, or keep all of them in one file and include it in both blocks");
    const bool is_serious = std::any_of(lost.begin(), lost.end(), is_security_header);
    if (!is_serious || templates.are_around(scope)) found.uncertain();
}

static void find_lost_headers(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server" || scope.kind == "location" || scope.kind == "if")
            check_level(graph, scope, templates, report);
    }
}

extern constexpr Rule ngx031_add_header_inheritance_lost{
    .summary = "an add_header that discards the outer ones",
    .why =
        "One `add_header` in a location takes away all that the server sets: HSTS, CSP or "
        "X-Frame-Options are missing "
        "on those URLs, and nothing is logged.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header "
        "https://gixy.io/plugins/add_header_redefinition/",
    .bad = R"(server {
    listen 80;
    add_header X-Frame-Options DENY;
    location /static/ {
        alias /srv/shop/static/;
        add_header Cache-Control "public";
    }
}
)",
    .good = R"(server {
    listen 80;
    add_header X-Frame-Options DENY;
    location /static/ {
        alias /srv/shop/static/;
        add_header X-Frame-Options DENY;
        add_header Cache-Control "public";
    }
}
)",
    .check = find_lost_headers,
};

}  // namespace stackc::rules
