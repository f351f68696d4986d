#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The folders whose files nginx's packages include inside `http`.
static bool is_included_folder(const Path& folder) {
    constexpr std::array<std::string_view, 4> names{"conf.d", "sites-enabled", "sites-available",
                                                    "http.d"};
    return std::find(names.begin(), names.end(), folder.filename().string()) != names.end();
}

static void find_nested_mains(const Graph& graph, Reporter& report) {
    for (const Scope& main : graph.scopes) {
        if (main.kind != "main" || main.parent) continue;
        for (const ScopeId child : main.children) {
            const Scope& block = graph.at(child);
            if (block.kind != "http" && block.kind != "events") continue;
            const Path folder = block.head.document->source().path.parent_path();
            if (!is_included_folder(folder)) continue;
            auto found = report.at(
                block.head.span(),
                fmt::format("`{}` in a file of `{}`, whose files are included inside `http`",
                            block.kind, quoted(folder.filename().string())));
            found
                .note(fmt::format(
                    "nginx does not start: `[emerg] \"{}\" directive is not allowed here`",
                    block.kind))
                .note(
                    "put the file in the place of `/etc/nginx/nginx.conf`, or keep its `server` "
                    "blocks alone");
            // Elsewhere a folder may only be called so.
            if (folder.parent_path().filename() != "nginx") found.uncertain();
            break;
        }
    }
}

extern constexpr Rule xst061_nested_main_config{
    .summary = "a whole nginx.conf where a site belongs",
    .why =
        "nginx includes the files of `conf.d` inside its own `http` and refuses another one there: "
        "`[emerg] \"events\" "
        "directive is not allowed here in /etc/nginx/conf.d/default.conf:1`. Usual with the "
        "official image, whose "
        "`nginx.conf` stays.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/ngx_core_module.html#include https://hub.docker.com/_/nginx",
    .bad = R"(#> nginx/conf.d/default.conf
events {}
http { server { listen 80; return 204; } }
)",
    .good = R"(#> nginx/conf.d/default.conf
server { listen 80; return 204; }
)",
    .check = find_nested_mains,
};

}  // namespace stackc::rules
