#include <fmt/format.h>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The end of a file's name without `$`: `\.php`, `\.(jpe?g|png)`.
static bool ends_in_open_suffix(std::string_view regex) {
    static const Regex suffix = *Regex::compile(R"(\\\.(\([a-zA-Z0-9?|:]+\)|[a-zA-Z0-9?]+)$)");
    return suffix.matches(regex);
}

/// A block that turns requests away does well to match more than needed.
static bool turns_away(const Scope& location) {
    return stated(location, "deny") != nullptr || stated(location, "internal") != nullptr ||
           stated(location, "return") != nullptr;
}

static void find_open_suffixes(const Graph& graph, Reporter& report) {
    for (const Scope& location : graph.scopes) {
        const std::optional<RouteMatch> match = match_of(location);
        if (!match || (match->kind != MatchKind::regex && match->kind != MatchKind::regex_icase))
            continue;
        if (match->path.starts_with('^') || turns_away(location) ||
            !ends_in_open_suffix(match->path))
            continue;
        report.at(match->span, "the expression matches anywhere in the path, not only at its end")
            .note(fmt::format("`/upload/a{}.txt/x` comes here too; `$` at the end of the "
                              "expression says that the path ends there",
                              match->path.find("php") != std::string::npos ? ".php" : ".js"));
    }
}

extern constexpr Rule ngx060_regex_location_unanchored{
    .summary = "an expression for a file's ending that does not ask for the end",
    .why =
        "`location ~ \\.php` takes `/avatars/me.php.jpg` and `/a.php/x` too: an upload is run as a "
        "program, or a page "
        "of the app that has the ending in its middle is looked for on disk and answers 404.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#location "
        "https://gixy.io/plugins/unanchored_regex/",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location ~ \.(css|js) { expires 30d; }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    location ~ \.(css|js)$ { expires 30d; }
}
)",
    .check = find_open_suffixes,
};

}  // namespace stackc::rules
