#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_listings(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "autoindex")) {
        if (use.directive.args().size() != 1 || use.directive.arg(0) != "on") continue;
        report.at(use.directive.span(), "`autoindex on` shows the names of all files of a folder")
            .note(
                "uploads of users and forgotten backups are found by their names; a download "
                "mirror wants just that")
            .fix("switch it off", Safety::unsafe, {replace(use.directive.args()[0], "off")});
    }
}

extern constexpr Rule ngx074_autoindex_enabled{
    .summary = "a listing of folders",
    .why = "The names of all files are public: uploads of other users, `backup.sql`, `.env.old`.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_autoindex_module.html "
        "https://github.com/django/channels/issues/157",
    .bad = R"(server {
    listen 80;
    location /media/ { alias /srv/shop/media/; autoindex on; }
}
)",
    .good = R"(server {
    listen 80;
    location /media/ { alias /srv/shop/media/; autoindex off; }
}
)",
    .check = find_listings,
};

}  // namespace stackc::rules
