#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The variable that the text starts with, lower case; empty where it starts otherwise.
static std::string leading_variable(std::string_view text) {
    if (!text.starts_with('$')) return {};
    const std::vector<std::string> names = variables_in(text);
    return names.empty() ? std::string() : names.front();
}

/// Whether whoever sends the request says what the variable holds.
static bool is_request_data(const std::string& name) {
    constexpr std::array<std::string_view, 5> families{"arg_", "http_", "cookie_", "query_string",
                                                       "args"};
    return std::any_of(families.begin(), families.end(),
                       [&](std::string_view family) { return name.starts_with(family); });
}

static void find_open_proxies(const Graph& graph, Reporter& report) {
    for (const PassFamily& family : pass_families()) {
        for (const DirectiveUse& use : uses_of(graph, family.pass)) {
            if (use.directive.args().size() != 1 || use.directive.args()[0].has_hole) continue;
            const Word& word = use.directive.args()[0];
            const std::optional<ProxyUrl> url = parse_proxy_url(word.value);
            const std::string name = leading_variable(url ? url->authority : word.value);
            const std::optional<ScopeId> location = enclosing_id(graph, use.scope, "location");
            const bool is_internal = location && stated(graph.at(*location), "internal") != nullptr;
            if (name.empty() || is_internal || !is_request_data(name)) continue;
            report
                .at(word.span,
                    fmt::format(
                        "the request itself says where it is passed on: `${}` names the host",
                        quoted(name)))
                .note(
                    "an open proxy: anyone reads what only this machine may, such as "
                    "`http://169.254.169.254/` on EC2")
                .note("choose among fixed names with `map`, or mark the location `internal`");
        }
    }
}

extern constexpr Rule ngx050_ssrf_variable_upstream{
    .summary = "the client says which host nginx connects to",
    .why =
        "nginx becomes an open proxy into its own network: `?host=169.254.169.254` reads the "
        "credentials of an EC2 "
        "instance, `?host=127.0.0.1:6379` talks to redis.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/ssrf/ "
        "https://github.com/yandex/gixy/blob/master/docs/en/plugins/ssrf.md",
    .bad = R"(server {
    listen 80;
    location /proxy/ { proxy_pass http://$arg_host; }
}
)",
    .good = R"(map $arg_host $target { default 127.0.0.1:8000; other 127.0.0.1:8001; }
server {
    listen 80;
    location /proxy/ { proxy_pass http://$target; }
    location /signed/ { internal; proxy_pass http://$arg_host; }
}
)",
    .check = find_open_proxies,
};

}  // namespace stackc::rules
