#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool has_http_scheme(std::string_view value) {
    const std::string lower = to_lower(value.substr(0, 8));
    return lower.starts_with("http://") || lower.starts_with("https://");
}

/// The value with the scheme that it must have; nothing where that is a guess.
static std::optional<std::string> with_scheme(std::string_view value) {
    if (value.starts_with("ws://")) return "http://" + std::string(value.substr(5));
    if (value.starts_with("wss://")) return "https://" + std::string(value.substr(6));
    if (value.find("://") != std::string_view::npos && !value.starts_with("unix:"))
        return std::nullopt;
    if (value.starts_with("http:") || value.starts_with("https:")) return std::nullopt;
    if (value.starts_with('/')) return "http://unix:" + std::string(value);
    return "http://" + std::string(value);
}

static void find_missing_schemes(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        // Outside http (the stream module) the address is bare by design.
        if (!enclosing_id(graph, use.scope, "location") || use.directive.args().size() != 1)
            continue;
        const Word& word = use.directive.args()[0];
        if (is_variable(word) || word.value.empty() || has_http_scheme(word.value)) continue;
        auto found = report.at(
            word.span,
            fmt::format("`{}` does not start with `http://` or `https://`", quoted(word.value)));
        found.note("nginx does not start: `[emerg] invalid URL prefix`");
        const std::optional<std::string> mended = with_scheme(word.value);
        if (!mended) continue;
        found.fix(fmt::format("write `{}`", quoted(*mended)), Safety::safe,
                  {replace(word, *mended)});
    }
}

extern constexpr Rule ngx023_proxy_pass_missing_scheme{
    .summary = "a proxy_pass without `http://`",
    .why =
        "nginx refuses the whole configuration: `[emerg] invalid URL prefix in site.conf:9`. A "
        "socket is written "
        "`http://unix:/run/app.sock`; a WebSocket goes through `http://` too.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_proxy_module.c "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(server {
    listen 80;
    location / { proxy_pass unix:/run/shop/web.sock; }
}
)",
    .good = R"(server {
    listen 80;
    location / { proxy_pass http://unix:/run/shop/web.sock; }
}
)",
    .check = find_missing_schemes,
};

}  // namespace stackc::rules
