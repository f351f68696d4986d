#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool is_clients_word(std::string_view value) {
    const std::vector<std::string> names = variables_in(value);
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return name.starts_with("arg_") || name.starts_with("cookie_");
    });
}

static void find_spoofable_hosts(const Graph& graph, Reporter& report) {
    // `$http_host` is a habit of its author: once for each file is enough.
    std::set<FileId> told;
    for (const DirectiveUse& use : uses_of(graph, "proxy_set_header")) {
        if (use.directive.args().size() != 2 || !equals_ignoring_case(use.directive.arg(0), "Host"))
            continue;
        const Word& value = use.directive.args()[1];
        const bool is_header = value.value == "$http_host" || value.value == "${http_host}";
        if (value.has_hole || (!is_header && !is_clients_word(value.value))) continue;
        if (is_header && !told.insert(value.span.file).second) continue;
        auto found = report.at(
            value.span, fmt::format("`Host` is passed on as `{}`, which the client chooses freely",
                                    quoted(value.value)));
        found
            .note(
                "a request whose first line names this site and whose `Host` names another is "
                "served "
                "here and reaches the application with the other name")
            .fix("use `$host`", Safety::unsafe, {replace(value, "$host")});
        // Wanted where the port must be kept, and Django's ALLOWED_HOSTS filters.
        if (is_header) found.uncertain();
    }
}

extern constexpr Rule ngx051_host_header_spoofable{
    .summary = "the Host header is passed on as the client chose it",
    .why =
        "`$host` is the name by which nginx chose the server; `$http_host` is what the client "
        "wrote and may differ. An "
        "application that trusts it builds password-reset links to the attacker's host.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/host_spoofing/ "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#var_host",
    .bad = R"(server {
    listen 80;
    location / { proxy_set_header Host $arg_host; proxy_pass http://127.0.0.1:8000; }
}
)",
    .good = R"(server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_spoofable_hosts,
};

}  // namespace stackc::rules
