#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_unreadable_files(const Graph& graph, Reporter& report) {
    for (const Route& route : graph.routes) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || !files->path.is_stated() || !files->path->starts_with('/')) continue;
        // The folder itself must be entered too.
        const auto refusal = folder_refusal(graph, normal_path(*files->path) + "/file", files->path.span().file);
        if (!refusal) continue;
        auto found = report.at(files->path.span(), fmt::format("nginx's user `{}` cannot enter `{}` ({}), so nothing below it is served",
                                                               quoted(refusal->user), quoted(refusal->path), to_text(refusal->state)));
        if (refusal->accounts.said_at) found.label(*refusal->accounts.said_at, "nginx's workers run as this user");
        if (!refusal->state.because.empty()) found.note(refusal->state.because);
        found.note(fmt::format("every request for it ends in 403 with `open() \"{}/…\" failed (13: Permission denied)`", quoted(*files->path)))
            .note("serve files from /srv or /var/www, or open the folder to nginx's group");
        if (!refusal->is_certain) found.uncertain();
    }
}

extern constexpr Rule xst008_static_not_readable_by_nginx{
    .summary = "nginx serves files from a folder that its user cannot enter",
    .why = "Pages come without style sheets and images: 403, and `open() \"/root/shop/static/a.css\" failed (13: Permission denied)` "
           "in nginx's error log.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1",
    .bad = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location /static/ { alias /root/shop/static/; }
    }
}
)",
    .good = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location /static/ { alias /srv/shop/static/; }
    }
}
)",
    .check = find_unreadable_files,
};

}  // namespace stackc::rules
