#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// The code of a `rewrite` that sends every path to the same path elsewhere; nothing otherwise.
static std::optional<int> whole_redirect(std::span<const Word> args) {
    static constexpr std::array<std::string_view, 4> whole{"^/(.*)$", "^/(.*)", "^(.*)$", "^(.*)"};
    if (args.size() != 3 || std::find(whole.begin(), whole.end(), args[0].value) == whole.end()) return std::nullopt;
    if (args[2].value == "permanent") return 301;
    if (args[2].value == "redirect") return 302;
    return std::nullopt;
}

/// `https://a.example` of `https://a.example/$1`, where the path that follows is the one asked for.
static std::optional<std::string_view> origin_of(std::string_view pattern, std::string_view target) {
    const std::string_view rest = pattern.starts_with("^/") ? "/$1" : "$1";
    const bool is_address = target.starts_with("http://") || target.starts_with("https://") || target.starts_with("$scheme://");
    if (!is_address || !target.ends_with(rest)) return std::nullopt;
    const std::string_view origin = target.substr(0, target.size() - rest.size());
    const bool has_path = origin.find('/', origin.find("://") + 3) != std::string_view::npos;
    if (has_path) return std::nullopt;
    return origin;
}

static void find_whole_rewrites(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "rewrite")) {
        const std::span<const Word> args = use.directive.args();
        const std::optional<int> code = whole_redirect(args);
        if (!code || args[0].has_hole || args[1].has_hole) continue;
        const std::optional<std::string_view> origin = origin_of(args[0].value, args[1].value);
        if (!origin) continue;
        const std::string better = fmt::format("return {} {}$request_uri", *code, quoted(*origin));
        report.at(use.directive.span(), fmt::format("`rewrite` sends every path to `{}` through a regular expression", quoted(*origin)))
            .note("nginx decodes the path, matches it and encodes it again; `$request_uri` is what the client asked for")
            .fix(fmt::format("write `{}`", better), Safety::unsafe, {{use.directive.span(), better}});
    }
}

extern constexpr Rule ngx045_rewrite_should_be_return{
    .summary = "a rewrite of every path to another address, which `return` says without a regular expression",
    .why = "Each request is matched for nothing, and the path is decoded and encoded again on the way: "
           "`/a%2Fb` arrives as `/a/b`. `return 301 https://a.example$request_uri` hands on what the client asked for.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return "
               "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/config_pitfalls.rst observed:nginx-1.22.1",
    .bad = R"(server {
    listen 80;
    server_name www.shop.example;
    rewrite ^/(.*)$ https://shop.example/$1 permanent;
}
)",
    .good = R"(server {
    listen 80;
    server_name www.shop.example;
    return 301 https://shop.example$request_uri;
}
)",
    .check = find_whole_rewrites,
};

}  // namespace stackc::rules
