#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_descriptors(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const FdEndpoint* descriptor =
            listener.endpoint.is_known() ? std::get_if<FdEndpoint>(&*listener.endpoint) : nullptr;
        if (descriptor == nullptr || !process.program) continue;
        const Program& program = graph.at(*process.program);
        // A launcher such as circus may open it; supervisor itself opens only descriptor 0.
        const bool is_plain =
            program.manager == ManagerKind::supervisor && !program.is_fcgi && descriptor->fd == 0;
        if (!is_plain) continue;
        auto found = report.at(
            listener.span,
            fmt::format(
                "`{}` listens on descriptor 0, which is a socket only in `[fcgi-program:{}]`",
                quoted(program.name), quoted(program.name)));
        found.note("the server ends with `Socket operation on non-socket`")
            .label(program.name_span, "a plain program");
        if (!program.socket.is_known()) continue;
        const Document* document = graph.document_of(program.name_span.file);
        const std::string section = "program:" + program.name;
        if (document == nullptr || document->text(program.name_span) != section) continue;
        found.fix("make it an fcgi-program", Safety::unsafe,
                  {{program.name_span, "fcgi-" + section}});
    }
}

extern constexpr Rule sup012_fd_without_fcgi_program{
    .summary = "a server listens on a descriptor that supervisor does not open",
    .why =
        "Only [fcgi-program:x] opens `socket=` and hands it to its processes as descriptor 0. In a "
        "plain [program:x] descriptor "
        "0 is no socket: daphne ends with `CRITICAL Listen failure: [Errno 88] Socket operation on "
        "non-socket`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources =
        "https://github.com/django/daphne/issues/321 https://github.com/django/daphne/issues/263 "
        "https://channels.readthedocs.io/en/stable/deploying.html",
    .bad = R"([program:asgi]
socket=tcp://localhost:8001
command=daphne --fd 0 app.asgi:application
user=deploy
)",
    .good = R"([fcgi-program:asgi]
socket=tcp://localhost:8001
command=daphne --fd 0 app.asgi:application
user=deploy
)",
    .check = find_missing_descriptors,
};

}  // namespace stackc::rules
