#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_other(const Option* option, const Value<std::string>& started) {
    if (option == nullptr || !option->value.is_known() || !option->value.has_span() || !started.is_known()) return false;
    // A number and a name may be the same account.
    if (parse_number(*option->value).has_value() != parse_number(*started).has_value()) return false;
    return *option->value != *started;
}

static void find_ignored_accounts(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::uwsgi || !process.program) continue;
        const Program& program = graph.at(*process.program);
        const bool is_started_as_other = program.user.is_known() && program.user.is_stated() && *program.user != "root" && *program.user != "0";
        const Option* uid = process.option("uid");
        if (!is_started_as_other || !is_other(uid, program.user)) continue;
        report.at(uid->value.span(), fmt::format("uWSGI passes over `uid = {}`: it is started as `{}`, who may not become somebody else", quoted(*uid->value),
                                                 quoted(*program.user)))
            .label(program.user.span(), "this user counts")
            .note("the socket and all files belong to that user, and nothing in the log says so");
    }
}

extern constexpr Rule xst110_account_change_without_root{
    .summary = "uWSGI is to change its user, but is not started as root",
    .why = "Only root may become somebody else. A manager that starts uWSGI as an ordinary user makes `uid` and `gid` void, in silence: "
           "the socket belongs to another user and group than the file says.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "uwsgi supervisor systemd",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"(#> uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
chmod-socket = 660
uid = www-data
gid = www-data
module = shop.wsgi:application
#> supervisord.conf
[program:web]
command=/srv/venv/bin/uwsgi --ini uwsgi.ini
user=deploy
)",
    .good = R"(#> uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
chmod-socket = 660
module = shop.wsgi:application
need-app = true
#> supervisord.conf
[program:web]
command=/srv/venv/bin/uwsgi --ini uwsgi.ini
user=deploy
)",
    .check = find_ignored_accounts,
};

}  // namespace stackc::rules
