#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_prefixes(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process)) continue;
        for (const Option& option : process.options) {
            const bool has_prefix = is_socket_option(option.name) && option.value.is_known() &&
                                    option.value->starts_with("unix:");
            if (!has_prefix || !option.value.has_span()) continue;
            const std::string path =
                option.value->substr(option.value->starts_with("unix://") ? 7 : 5);
            auto found = report.at(
                option.value.span(),
                fmt::format("uWSGI wants a bare path: `{}` is an address with a colon for it",
                            quoted(*option.value)));
            found.note(
                fmt::format("it says `bound to TCP address {}` and opens no such path; nginx gets "
                            "`No such file or directory`",
                            quoted(*option.value)));
            const std::vector<Edit> edits = replace_value(graph, option, path);
            if (!edits.empty() && path.starts_with('/'))
                found.fix("name the bare path", Safety::safe, edits);
        }
    }
}

extern constexpr Rule uws007_unix_prefix_in_socket{
    .summary = "`unix:` before the path of a uWSGI socket",
    .why =
        "uWSGI takes whatever has a colon for a TCP address: `socket = unix:/run/a.sock` "
        "is `bound to TCP address unix:/run/a.sock`, some port, and nginx answers 502 "
        "with `connect() to unix:/run/a.sock failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = unix:/run/shop/web.sock
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
)",
    .check = find_prefixes,
};

}  // namespace stackc::rules
