#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// True when each copy binds the address for itself: no socket that was opened before, and none
/// that several may bind.
static bool is_bound_by_each(const Listener& listener) {
    const bool is_socket =
        listener.endpoint.is_known() && std::get_if<FdEndpoint>(&*listener.endpoint) == nullptr;
    return is_socket && !listener.reuses_port;
}

static void find_shared_listeners(const Graph& graph, Reporter& report) {
    std::set<std::pair<std::uint32_t, std::string>> seen, bound;
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (!process.program || !is_bound_by_each(listener)) continue;
        const Program& program = graph.at(*process.program);
        const bool is_copied = program.manager == ManagerKind::supervisor &&
                               program.copies.is_stated() && *program.copies > 1;
        if (!is_copied || program.is_fcgi) continue;
        const std::string address = to_text(*listener.endpoint);
        // Copies with commands of their own are looked at one by one: the second is too many.
        const bool is_first = bound.emplace(process.program->value, address).second;
        if (is_first && !program.other_copies.empty()) continue;
        if (!seen.emplace(process.program->value, address).second) continue;
        report
            .at(listener.span, fmt::format("{} copies of `{}` all listen on `{}`", *program.copies,
                                           quoted(program.name), quoted(address)))
            .label(program.copies.span(), "the number of copies")
            .note(as_unix(*listener.endpoint) != nullptr
                      ? "each copy takes the socket's path from the one before, which then gets no "
                        "more requests"
                      : "one copy runs, the others end with `Address already in use`")
            .note(
                "put `%(process_num)d` into the address, or let `[fcgi-program:x]` open the "
                "socket");
    }
}

extern constexpr Rule sup011_numprocs_share_one_listener{
    .summary = "several copies of a program bind one address",
    .why =
        "All copies have the same command. With a port one runs and the others end with `Address "
        "already in use`; with a Unix "
        "socket the last one takes the path away from the others.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor uwsgi",
    .sources =
        "https://channels.readthedocs.io/en/stable/deploying.html "
        "https://github.com/django/daphne/issues/287",
    .bad = R"([program:asgi]
command=daphne -p 8001 app.asgi:application
user=deploy
numprocs=2
process_name=asgi%(process_num)d
)",
    .good = R"([fcgi-program:asgi]
socket=tcp://localhost:8001
command=daphne --fd 0 app.asgi:application
user=deploy
numprocs=2
process_name=asgi%(process_num)d
)",
    .check = find_shared_listeners,
};

}  // namespace stackc::rules
