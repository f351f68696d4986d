#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Where in the word the path of a file starts that nginx takes for a host; nothing where it
/// is fine.
static std::optional<std::uint32_t> path_offset(std::string_view directive,
                                                std::string_view value) {
    if (directive != "proxy_pass") {
        if (value.starts_with('/')) return 0;
        return std::nullopt;
    }
    const std::optional<ProxyUrl> url = parse_proxy_url(value);
    if (!url || !url->authority.empty() || !url->path.starts_with('/')) return std::nullopt;
    return static_cast<std::uint32_t>(value.size() - url->path.size());
}

static void check_address(const Directive& directive, Reporter& report) {
    if (directive.args().empty() || is_variable(directive.args()[0])) return;
    const Word& word = directive.args()[0];
    const std::optional<std::uint32_t> offset = path_offset(directive.name(), word.value);
    if (!offset) return;
    std::string mended(word.value);
    mended.insert(*offset, "unix:");
    auto found =
        report.at(word.span, fmt::format("`{}` is the path of a file, but has no `unix:` before it",
                                         quoted(word.value)));
    found.note(fmt::format("nginx does not start: `[emerg] {} host in upstream \"{}\"`",
                           *offset == 0 ? "invalid" : "no", quoted(word.value.substr(*offset))));
    found.fix("insert `unix:`", Safety::safe, {replace(word, mended)});
}

static void find_missing_prefixes(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "server")) {
        if (graph.at(use.scope).kind == "upstream") check_address(use.directive, report);
    }
    for (const PassFamily& family : pass_families()) {
        for (const DirectiveUse& use : uses_of(graph, family.pass))
            check_address(use.directive, report);
    }
}

extern constexpr Rule ngx022_unix_prefix_missing{
    .summary = "a socket's path without `unix:`",
    .why =
        "nginx takes the path for a host name and refuses the whole configuration: `[emerg] "
        "invalid host in upstream "
        "\"/run/app.sock\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/core/ngx_inet.c "
        "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_pass",
    .bad = R"(server {
    listen 80;
    location / { include uwsgi_params; uwsgi_pass /run/shop/web.sock; }
}
)",
    .good = R"(server {
    listen 80;
    location / { include uwsgi_params; uwsgi_pass unix:/run/shop/web.sock; }
}
)",
    .check = find_missing_prefixes,
};

}  // namespace stackc::rules
