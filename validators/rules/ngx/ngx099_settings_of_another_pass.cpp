#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Directives that say how long nginx waits for an app, or what it tells it: written for the
/// wrong protocol they are read, kept, and never looked at.
static constexpr std::array<std::string_view, 6> meant{
    "read_timeout", "send_timeout", "connect_timeout", "buffering", "buffers", "buffer_size"};

/// "read_timeout" of "proxy_read_timeout"; empty for names that have no namesake elsewhere.
static std::string_view common_part(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return {};
    const std::string_view rest = name.substr(prefix.size());
    return std::find(meant.begin(), meant.end(), rest) == meant.end() ? std::string_view{} : rest;
}

/// "proxy_" of "proxy_pass".
static std::string_view prefix_of(const PassFamily& family) {
    return family.pass.substr(0, family.pass.size() - std::string_view("pass").size());
}

/// The families of `*_pass` that a server block uses anywhere inside.
static std::vector<const PassFamily*> families_in(const Graph& graph, const Scope& scope) {
    std::vector<const PassFamily*> found;
    std::vector<const Scope*> open{&scope};
    while (!open.empty()) {
        const Scope& next = *open.back();
        open.pop_back();
        for (const PassFamily& family : pass_families())
            if (stated(next, family.pass) != nullptr) found.push_back(&family);
        for (const ScopeId child : next.children) open.push_back(&graph.at(child));
    }
    return found;
}

/// Each setting of a family that the block has no pass of, beside the one pass that it has.
static void check_block(const Scope& scope, const PassFamily& used, Reporter& report) {
    for (const Directive& directive : scope.directives) {
        // A file that is included may serve other blocks too.
        if (directive.document != scope.head.document) continue;
        for (const PassFamily& family : pass_families()) {
            if (&family == &used) continue;
            const std::string_view rest = common_part(directive.name(), prefix_of(family));
            if (rest.empty() || (used.pass == "grpc_pass" && !rest.ends_with("_timeout"))) continue;
            const std::string better = fmt::format("{}{}", prefix_of(used), rest);
            const Word& name = directive.node().name;
            report
                .at(directive.span(),
                    fmt::format("`{}` does nothing here: requests go through `{}`",
                                directive.name(), used.pass))
                .note(fmt::format("nginx takes `{}` from there, or its default", better))
                .fix(fmt::format("name it `{}`", better), Safety::unsafe, {{name.span, better}});
        }
    }
}

static void find_foreign_settings(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if ((scope.kind != "server" && scope.kind != "location") ||
            scope.head.document == nullptr || !scope.is_fully_read)
            continue;
        const std::vector<const PassFamily*> families = families_in(graph, scope);
        if (families.empty()) continue;
        const bool is_one =
            std::all_of(families.begin(), families.end(),
                        [&](const PassFamily* family) { return family == families.front(); });
        if (is_one) check_block(scope, *families.front(), report);
    }
}

extern constexpr Rule ngx099_settings_of_another_pass{
    .summary = "time limits or buffers of another protocol than the one that is passed to",
    .why =
        "`proxy_read_timeout` belongs to `proxy_pass`. Beside `uwsgi_pass` nginx reads it and "
        "never looks at it: the "
        "limit stays 60 s, and a slow page is `upstream timed out (110: Connection timed out) "
        "while reading response "
        "header from upstream`, 504.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_read_timeout "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    .bad = R"(server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
        proxy_read_timeout 300s;
    }
}
)",
    .good = R"(server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
        uwsgi_read_timeout 300s;
    }
}
)",
    .check = find_foreign_settings,
};

}  // namespace stackc::rules
