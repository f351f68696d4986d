#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

namespace {
/// A folder below /run that systemd makes when the service starts and removes when it stops.
struct FleetingFolder {
    const Program* program = nullptr;
    std::string path;
    Span span;  // the statement
};
}  // namespace

/// systemd 252 systemd.exec(5): of `RuntimeDirectory=a/b` the innermost folder is removed.
static std::vector<FleetingFolder> fleeting_folders(const Graph& graph) {
    std::vector<FleetingFolder> folders;
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::systemd || !program.is_fully_read) continue;
        const auto preserved = unit_setting(graph, program, "RuntimeDirectoryPreserve");
        const auto named = unit_setting(graph, program, "RuntimeDirectory");
        if (!named || (preserved && !preserved->value.empty() &&
                       !equals_ignoring_case(preserved->value, "no")))
            continue;
        for (const std::string_view name : split(named->value, ' ')) {
            const bool is_plain =
                !trim(name).empty() && name.find_first_of("%{:") == std::string_view::npos;
            if (is_plain)
                folders.push_back({&program, join_path("/run", trim(name)), named->statement});
        }
    }
    return folders;
}

static bool lies_in(const std::string& path, const std::string& folder) {
    return path.starts_with(folder + "/");
}

static void mend(const Graph& graph, const FleetingFolder& folder, DiagnosticBuilder& found) {
    const std::vector<Edit> edits =
        insert_after(graph, folder.span, "RuntimeDirectoryPreserve=yes");
    if (!edits.empty()) found.fix("keep the folder", Safety::unsafe, edits);
}

/// The socket unit stays, and listens on a socket whose name is gone.
static void report_handed(const Graph& graph, const FleetingFolder& folder, Reporter& report) {
    for (const HandedSocket& socket : folder.program->sockets) {
        const UnixEndpoint* path = socket.endpoint.is_known() ? as_unix(*socket.endpoint) : nullptr;
        if (path == nullptr || !lies_in(path->path, folder.path)) continue;
        auto found = report.at(
            socket.span,
            fmt::format("`{}` lies in a folder that systemd removes whenever `{}.service` stops",
                        quoted(path->path), quoted(folder.program->name)));
        found.label(folder.span, "this folder comes and goes with the service")
            .note(fmt::format("after the next `systemctl restart {}` nginx answers 502: `connect() "
                              "to unix:{} failed (2: No such file or directory)`, "
                              "and the socket unit says `active (listening)`",
                              quoted(folder.program->name), quoted(path->path)))
            .note(
                "put the socket straight below /run, or into a folder that the service does not "
                "own");
        mend(graph, folder, found);
    }
}

/// Two services of one folder: the one that stops takes the other's socket along.
static void report_shared(const Graph& graph, const FleetingFolder& folder, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        const UnixEndpoint* path =
            listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        if (program == nullptr || path == nullptr || program == folder.program ||
            program->manager != ManagerKind::systemd)
            continue;
        if (!lies_in(path->path, folder.path) ||
            !are_neighbours(graph, program->file, folder.program->file))
            continue;
        if (program->name == folder.program->name || program->container ||
            folder.program->container)
            continue;
        auto found = report.at(
            folder.span,
            fmt::format(
                "systemd removes `{}` whenever `{}.service` stops, and the socket of {} lies in it",
                quoted(folder.path), quoted(folder.program->name), name_of(graph, process)));
        found.label(listener.span, "this socket goes with it")
            .note(fmt::format("nginx answers 502 from then on: `connect() to unix:{} failed (2: No "
                              "such file or directory)`, while the server "
                              "runs on",
                              quoted(path->path)));
        mend(graph, folder, found);
        return;
    }
}

/// Another service that binds in the folder and was read whole may be an alternative to this one.
static bool is_alternative(const Graph& graph, const FleetingFolder& folder) {
    for (const Listener& mine : graph.listeners) {
        const auto& program = graph.at(mine.process).program;
        if (!program || &graph.at(*program) != folder.program || !mine.endpoint.is_known())
            continue;
        for (const Listener& other : graph.listeners) {
            const auto& others = graph.at(other.process).program;
            const bool is_other =
                others && &graph.at(*others) != folder.program && other.endpoint.is_known();
            if (is_other && collides(*mine.endpoint, *other.endpoint)) return true;
        }
    }
    return false;
}

static void find_wiped_sockets(const Graph& graph, Reporter& report) {
    for (const FleetingFolder& folder : fleeting_folders(graph)) {
        report_handed(graph, folder, report);
        if (!is_alternative(graph, folder)) report_shared(graph, folder, report);
    }
}

extern constexpr Rule xst010_socket_dir_wiped_on_restart{
    .summary = "a socket lies in a folder that systemd removes when another unit stops",
    .why =
        "`RuntimeDirectory=shop` makes /run/shop when the service starts and removes it, with all "
        "that it holds, when the service "
        "stops. A socket of the socket unit, or of a second service with the same folder, vanishes "
        "with it: its owner runs on, "
        "`systemctl status` is green, and nginx says `connect() to unix:/run/shop/web.sock failed "
        "(2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "systemd",
    .sources =
        "https://www.freedesktop.org/software/systemd/man/systemd.exec.html#RuntimeDirectory= "
        "https://github.com/benoitc/gunicorn/issues/1524 "
        "https://github.com/benoitc/gunicorn/issues/2053 "
        "https://github.com/benoitc/gunicorn/issues/2137",
    .bad = R"(#> shop.socket
[Socket]
ListenStream=/run/shop/web.sock
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=shop.socket
[Service]
User=shop
RuntimeDirectory=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
)",
    .good = R"(#> shop.socket
[Socket]
ListenStream=/run/shop.sock
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=shop.socket
[Service]
User=shop
RuntimeDirectory=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
)",
    .check = find_wiped_sockets,
};

}  // namespace stackc::rules
