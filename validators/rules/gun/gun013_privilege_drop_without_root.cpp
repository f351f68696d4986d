#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_impossible_drops(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::gunicorn || !process.program) continue;
        const Program& program = graph.at(*process.program);
        const bool is_started_as_other = program.user.is_stated() && *program.user != "root" && *program.user != "0" && !parse_number(*program.user);
        const Option* user = process.option("user");
        const bool is_said = user != nullptr && user->value.is_known() && user->value.has_span() && !parse_number(*user->value);
        if (!is_started_as_other || !is_said || *user->value == *program.user) continue;
        report.at(user->value.span(), fmt::format("gunicorn is to become `{}`, but is started as `{}`, who may not", quoted(*user->value), quoted(*program.user)))
            .label(program.user.span(), "the manager starts it as this user")
            .note("gunicorn exits: `PermissionError: [Errno 1] Operation not permitted`; nginx answers 502")
            .note("leave the user to one of the two");
    }
}

extern constexpr Rule gun013_privilege_drop_without_root{
    .summary = "gunicorn is to change its user, but is not started as root",
    .why = "Only root may become somebody else. gunicorn exits as it hands its first file over, `PermissionError: [Errno 1] Operation not "
           "permitted`, the manager starts it again and again, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd gunicorn",
    .sources = "observed:gunicorn-20.1.0",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn --user www-data -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_impossible_drops,
};

}  // namespace stackc::rules
