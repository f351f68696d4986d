#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/refusals.h"

namespace stackc::rules {

static void find_missing_members(const Graph& graph, Reporter& report) {
    for (const RefusedLink& refused : find_refused_sockets(graph)) {
        const Refusal& refusal = refused.refusal;
        if (!refusal.is_membership) continue;
        const Listener& listener = graph.at(refused.listener);
        auto found = report.at(listener.span, fmt::format("`{}` is shared with the group `{}`, but nginx's user `{}` is not in it",
                                                          quoted(refusal.path), quoted(*refusal.state.group), quoted(refusal.user)));
        add_ends(graph, refused, found);
        found.note(fmt::format("add it with `usermod -aG {} {}` and restart nginx, or give the socket to nginx's group",
                               quoted(*refusal.state.group), quoted(refusal.user)));
    }
}

extern constexpr Rule xst062_user_not_in_group{
    .summary = "the socket is shared through a group that nginx's user is not in",
    .why = "The mode 0660 admits the group's members only. nginx logs `connect() to unix:/run/a.sock failed (13: Permission "
           "denied)`. Group membership is read from the accounts of `--sysroot` or `--live`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx uwsgi supervisor",
    .sources = "observed:nginx-1.22.1 https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .check = find_missing_members,
};

}  // namespace stackc::rules
