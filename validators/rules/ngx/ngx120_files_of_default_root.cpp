#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether any level says where files lie.
static bool has_root(const Graph& graph, ScopeId scope) {
    return stated(graph.at(scope), "alias") != nullptr || graph.effective(scope, "root") != nullptr;
}

/// A block in which nothing stands, not even a comment that explains it.
static bool is_empty(const Scope& location) {
    return location.directives.empty() && location.children.empty() &&
           location.head.document != nullptr;
}

static bool has_comment(const Scope& location) {
    const Document& document = *location.head.document;
    for (const Node& child : document.children(location.head.id))
        if (child.kind != NodeKind::statement) return true;
    return false;
}

/// The first argument that names a file below the root.
static const Word* file_in(const Directive& try_files) {
    const auto args = try_files.args();
    for (std::size_t i = 0; i + 1 < args.size(); ++i)
        if (args[i].value.starts_with("$uri")) return &args[i];
    return nullptr;
}

static void check_location(const Scope& location, Reporter& report) {
    const std::optional<RouteMatch> match = match_of(location);
    if (!match || match->path.empty() || match->path == "/" || has_comment(location)) return;
    const bool is_prefix =
        match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex;
    if (!is_prefix || !match->path.ends_with('/')) return;
    report
        .at(location.head.span(),
            fmt::format(
                "`location {}` is empty and no `root` is set: nginx looks in its own folder",
                quoted(match->path)))
        .note(fmt::format("each request gets 404, `open() \"/usr/share/nginx/html{}…\" failed (2: "
                          "No such file or directory)`",
                          quoted(match->path)))
        .note("say where the files lie, `alias /srv/…/;`, or remove the block");
}

static void find_default_roots(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind != "location" || scope.head.document == nullptr || !scope.is_fully_read)
            continue;
        const ScopeId id = graph.id_of(scope);
        if (surroundings_of(graph, id) == Surroundings::unknown || has_root(graph, id)) continue;
        if (is_empty(scope)) {
            check_location(scope, report);
            continue;
        }
        const Directive* try_files = stated(scope, "try_files");
        const Word* file = try_files == nullptr ? nullptr : file_in(*try_files);
        if (file == nullptr) continue;
        report
            .at(file->span, fmt::format("`try_files` looks for `{}`, and no `root` says where",
                                        quoted(file->value)))
            .note(
                "nginx looks in its own folder, /usr/share/nginx/html or the like: the site's "
                "files are not "
                "found, and what the package put there is served")
            .uncertain();
    }
}

extern constexpr Rule ngx120_files_of_default_root{
    .summary = "files are looked for in nginx's own folder, since no `root` is set",
    .why =
        "Without `root` and `alias` nginx serves from the folder that it was built with, "
        "/usr/share/nginx/html. An empty `location /media/ { }` answers 404 for each upload; "
        "`try_files $uri …` never finds a file of the project.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#root "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",
    .bad = R"(server {
    listen 80;
    location /media/ {
    }
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
)",
    .good = R"(server {
    listen 80;
    location /media/ {
        alias /srv/shop/media/;
    }
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
)",
    .check = find_default_roots,
};

}  // namespace stackc::rules
