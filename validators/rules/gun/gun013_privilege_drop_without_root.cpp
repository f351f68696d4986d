#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A number and a name may be the same account.
static bool is_other(const Option& option, const std::string& started) {
    if (!option.value.is_stated()) return false;
    return parse_number(*option.value).has_value() == parse_number(started).has_value() &&
           *option.value != started;
}

static void check_account(const Graph& graph, const Process& process, Reporter& report) {
    const Program& program = graph.at(*process.program);
    const Option* user = process.option("user");
    const Option* group = process.option("group");
    const bool is_user = user != nullptr && is_other(*user, *program.user);
    // Without a `Group=` of the manager the group is the account's own, which may have any name.
    const bool is_group =
        group != nullptr && program.group.is_stated() && is_other(*group, *program.group);
    if (!is_user && !is_group) return;
    const Option& wanted = is_user ? *user : *group;
    report
        .at(wanted.value.span(), fmt::format("gunicorn cannot become `{}`: it is started as `{}`, "
                                             "who may not become somebody else",
                                             quoted(*wanted.value), quoted(*program.user)))
        .label(program.user.span(), "started as this user")
        .note(
            "it ends at once with `PermissionError: [Errno 1] Operation not permitted: "
            "'/tmp/wgunicorn-…'`, again and again")
        .note("say the account at one place, the manager's");
}

static void find_futile_drops(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::gunicorn || !process.program) continue;
        const Program& program = graph.at(*process.program);
        const bool is_ordinary =
            program.user.is_stated() && *program.user != "root" && *program.user != "0";
        if (is_ordinary) check_account(graph, process, report);
    }
}

extern constexpr Rule gun013_privilege_drop_without_root{
    .summary = "gunicorn is to change its user, but is not started as root",
    .why =
        "Only root may give a file away. Started as an ordinary user, gunicorn ends before the "
        "first worker: `PermissionError: [Errno 1] "
        "Operation not permitted: '/tmp/wgunicorn-…'`, and the manager gives up after some tries.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor gunicorn systemd",
    .sources = "observed:gunicorn-20.1.0 observed:gunicorn-26.1",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 --user www-data shop.wsgi:application
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_futile_drops,
};

}  // namespace stackc::rules
