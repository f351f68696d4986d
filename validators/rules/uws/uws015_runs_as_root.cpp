#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static bool is_root(std::string_view user) {
    return user == "root" || user == "0";
}

static void find_root_instances(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || is_emperor(process)) continue;
        const Option* uid = process.option("uid");
        if (uid == nullptr || !uid->value.is_known() || !is_root(*uid->value)) continue;
        if (process.user.is_known() && !is_root(*process.user)) continue;
        report.at(uid->value.span_or(uid->span), "the application runs as root: `uid` says so")
            .note(
                "uWSGI warns of it at each start: `*** WARNING: you are running uWSGI as root !!! "
                "(use the --uid flag) ***`");
    }
}

extern constexpr Rule uws015_runs_as_root{
    .summary = "uWSGI is told to run as root",
    .why =
        "Whoever takes over the application takes over the machine. uWSGI warns of it: "
        "`you are running uWSGI as root !!! (use the --uid flag)`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
uid = root
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
uid = www-data
)",
    .check = find_root_instances,
};

}  // namespace stackc::rules
