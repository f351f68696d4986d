#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_rewrite_directive(const Directive& use) {
    return use.name() == "set" || use.name() == "break" || use.name() == "return" ||
           use.name() == "rewrite";
}

/// True when a request that enters the block leaves the location or is answered there.
static bool ends_the_request(const Scope& block) {
    const bool leaves =
        std::any_of(block.directives.begin(), block.directives.end(), [](const Directive& use) {
            return use.name() == "return" || (use.name() == "rewrite" && use.arg(2) != "break");
        });
    return leaves || pass_in(block) != nullptr;
}

/// The first directive that nginx applies after the rewrite phase, or null.
static const Directive* first_setting(const Scope& block) {
    const auto found =
        std::find_if(block.directives.begin(), block.directives.end(),
                     [](const Directive& use) { return !is_rewrite_directive(use); });
    return found == block.directives.end() ? nullptr : &*found;
}

static void check_location(const Graph& graph, const Scope& location, Reporter& report) {
    const Directive* try_files = stated(location, "try_files");
    const Directive* earlier = nullptr;
    for (const ScopeId child : location.children) {
        const Scope& block = graph.at(child);
        if (block.kind != "if" || !block.is_fully_read || ends_the_request(block)) continue;
        if (try_files != nullptr) {
            report
                .at(block.head.span(),
                    "requests that enter this `if` skip the `try_files` of the location")
                .label(try_files->span(), "ignored whenever the condition is true")
                .note(
                    "nginx handles the rest of the request with the settings of the `if`, which "
                    "inherits no `try_files`");
        }
        const Directive* setting = first_setting(block);
        if (setting == nullptr) continue;
        if (earlier != nullptr) {
            report
                .at(setting->node().name.span,
                    fmt::format("`{}` in a second `if` replaces what the first one sets",
                                quoted(setting->name())))
                .label(earlier->span(), "without effect when both conditions are true")
                .note(
                    "nginx applies the settings of the last `if` alone; use `map` and one "
                    "directive with a variable");
        } else if (try_files == nullptr) {
            report
                .at(setting->node().name.span,
                    fmt::format("`{}` depends on an `if` inside a location",
                                quoted(setting->name())))
                .note(
                    "nginx handles the rest of the request with the settings of the `if`; a second "
                    "`if` would undo them")
                .uncertain();
        }
        earlier = setting;
    }
}

static void find_evil_ifs(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "location") check_location(graph, scope, report);
    }
}

extern constexpr Rule ngx043_if_is_evil{
    .summary = "an `if` that switches off other settings of its location",
    .why =
        "`if` opens a location of its own: when its condition is true the location's `try_files` "
        "is ignored, and of "
        "two `if`s only the last one's headers are sent. Nothing is logged but a 404.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/depth/ifisevil.rst "
        "https://gixy.io/plugins/if_is_evil/",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location / {
        try_files $uri @app;
        if ($request_method = POST) { set $skip_cache 1; }
    }
    location @app { proxy_pass http://127.0.0.1:8000; }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    set $skip_cache 0;
    if ($request_method = POST) { set $skip_cache 1; }
    location / {
        if ($request_method = TRACE) { return 405; }
        try_files $uri @app;
    }
    location @app { proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_evil_ifs,
};

}  // namespace stackc::rules
