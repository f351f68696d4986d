#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool names_any(std::string_view path, std::span<const std::string_view> words) {
    const std::string lower = to_lower(path);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

static constexpr std::array<std::string_view, 2> of_uploads{"media", "upload"};
static constexpr std::array<std::string_view, 2> of_static{"static", "assets"};

/// The `alias` of a location whose path has one of the words; null where there is none.
static const Directive* alias_of(const Scope& scope, std::span<const std::string_view> words) {
    const std::optional<RouteMatch> match = match_of(scope);
    const Directive* alias = match && scope.kind == "location" && names_any(match->path, words) ? stated(scope, "alias") : nullptr;
    return alias != nullptr && alias->args().size() == 1 && !is_variable(alias->args()[0]) ? alias : nullptr;
}

static void check_site(const Graph& graph, const Scope& server, Reporter& report) {
    for (const ScopeId media : server.children) {
        const Directive* uploads = alias_of(graph.at(media), of_uploads);
        if (uploads == nullptr || !names_any(uploads->arg(0), of_static) || names_any(uploads->arg(0), of_uploads)) continue;
        for (const ScopeId other : server.children) {
            const Directive* files = other == media ? nullptr : alias_of(graph.at(other), of_static);
            if (files == nullptr || normal_path(files->arg(0)) != normal_path(uploads->arg(0))) continue;
            report.at(uploads->args()[0].span, fmt::format("uploads are looked for in `{}`, the folder of the static files", quoted(uploads->arg(0))))
                .label(files->span(), "which are served from here")
                .note("what visitors upload is written to `MEDIA_ROOT`: every such file is a 404, or lies where `collectstatic --clear` deletes it");
            return;
        }
    }
}

static void find_mixed_folders(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server") check_site(graph, scope, report);
    }
}

extern constexpr Rule ngx106_uploads_served_from_static{
    .summary = "uploads are served from the folder of the static files",
    .why = "A block copied from that of `/static/` keeps its `alias`. Uploads are written to another folder, so each is a 404.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "https://docs.djangoproject.com/en/stable/howto/static-files/deployment/ https://docs.djangoproject.com/en/stable/ref/settings/#media-root",
    .bad = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/staticfiles/; }
    location /media/ { alias /srv/shop/staticfiles/; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/staticfiles/; }
    location /media/ { alias /srv/shop/media/; }
}
)",
    .check = find_mixed_folders,
};

}  // namespace stackc::rules
