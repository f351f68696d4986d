#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Where the path of a URL starts that is glued to the socket's own path.
static std::optional<std::size_t> glued_path(std::string_view value) {
    const std::size_t end_of_name = value.find(".sock/");
    const std::size_t end_of_socket = value.find(".socket/");
    if (end_of_name != std::string_view::npos) return end_of_name + 5;
    if (end_of_socket != std::string_view::npos) return end_of_socket + 7;
    return std::nullopt;
}

static void find_glued_paths(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const Word& word = use.directive.args()[0];
        const std::optional<ProxyUrl> url = parse_proxy_url(word.value);
        const std::optional<std::size_t> at = glued_path(word.value);
        if (!url || !url->authority.starts_with("unix:") || !url->path.empty() || !at) continue;
        const std::string_view rest = word.value.substr(*at);
        std::string mended(word.value);
        mended.insert(*at, ":");
        report
            .at(word.span,
                fmt::format("`{}` is read as part of the socket's path; a URL's path follows a `:`",
                            quoted(rest)))
            .note(fmt::format(
                "every request gets a 502: `connect() to {} failed (20: Not a directory)`",
                quoted(url->authority)))
            .fix(fmt::format("write `{}`", quoted(mended)), Safety::unsafe,
                 {replace(word, mended)});
    }
}

extern constexpr Rule ngx024_unix_socket_path_without_colon{
    .summary = "a URL path glued to a socket's path",
    .why =
        "nginx looks for a socket inside the socket: `connect() to unix:/run/app.sock/ failed (20: "
        "Not a directory)` "
        "and a 502 for every request.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/core/ngx_inet.c "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(server {
    listen 80;
    location /shop/ { proxy_pass http://unix:/run/shop/web.sock/; }
}
)",
    .good = R"(server {
    listen 80;
    location /shop/ { proxy_pass http://unix:/run/shop/web.sock:/; }
}
)",
    .check = find_glued_paths,
};

}  // namespace stackc::rules
