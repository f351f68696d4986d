#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool has_variable(const Setting& setting) {
    return setting.value.find('$') != std::string_view::npos;
}

/// `upgrade` itself or a variable that may become it (`$connection_upgrade`, `$http_connection`).
static bool may_upgrade(const Setting& connection) {
    return has_variable(connection) ||
           to_lower(connection.value).find("upgrade") != std::string::npos;
}

/// The lines that are missing for an upgrade to come through.
static std::vector<std::string> missing_lines(const Graph& graph, ScopeId scope,
                                              const Setting* connection) {
    std::vector<std::string> lines;
    const Directive* version = graph.effective(scope, "proxy_http_version");
    const bool is_old = version == nullptr || version->arg(0) == "1.0";
    if (is_old) lines.push_back("proxy_http_version 1.1;");
    if (connection == nullptr) lines.push_back("proxy_set_header Connection \"upgrade\";");
    return lines;
}

static Edit insert_lines(const Directive& place, std::span<const std::string> lines) {
    Edit edit = insert_before(place, lines.front());
    for (const std::string& line : lines.subspan(1))
        edit.replacement += insert_before(place, line).replacement;
    return edit;
}

static void check_pass(const Graph& graph, ScopeId scope, Reporter& report) {
    const std::vector<Setting> headers = settings_in_force(graph, scope, "proxy_set_header");
    const Setting* upgrade = find_setting(headers, "Upgrade");
    if (upgrade == nullptr || !has_variable(*upgrade)) return;
    const Setting* connection = find_setting(headers, "Connection");
    const bool asks_otherwise = connection != nullptr && !may_upgrade(*connection);
    const std::vector<std::string> lines = missing_lines(graph, scope, connection);
    if (lines.empty() && !asks_otherwise) return;
    std::string missing = asks_otherwise ? "`Connection: upgrade`" : "";
    for (const std::string& line : lines)
        missing += fmt::format("{}`{}`", missing.empty() ? "" : " and ", line);
    auto found = report.at(upgrade->directive.span(),
                           fmt::format("`Upgrade` is forwarded, but {} is missing", missing));
    if (asks_otherwise) found.label(connection->directive.span(), "this value asks for no upgrade");
    found.note("a WebSocket handshake ends in 400, 404 or 426; Django logs `Not Found: /ws/…`");
    if (!asks_otherwise)
        found.fix("insert the missing lines", Safety::safe,
                  {insert_lines(upgrade->directive, lines)});
}

static void find_incomplete_upgrades(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (surroundings_of(graph, use.scope) != Surroundings::unknown)
            check_pass(graph, use.scope, report);
    }
}

extern constexpr Rule ngx030_websocket_upgrade_incomplete{
    .summary = "a WebSocket upgrade that is only partly forwarded",
    .why =
        "An upgrade needs three lines: `proxy_http_version 1.1` (the default is 1.0), `Upgrade` "
        "and `Connection`. With "
        "one missing the handshake ends in 400, 404 or 426, and Django logs `Not Found: /ws/…`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/websocket.html https://github.com/Kludex/uvicorn/issues/948",
    .bad = R"(server {
    listen 80;
    location /ws/ {
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
)",
    .good = R"(server {
    listen 80;
    location /ws/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
)",
    .check = find_incomplete_upgrades,
};

}  // namespace stackc::rules
