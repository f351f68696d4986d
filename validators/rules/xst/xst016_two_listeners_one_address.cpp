#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Somebody who binds an address, whichever part of the graph says so.
struct Binding {
    Endpoint endpoint;
    Span span;
    std::string name;
    const Process* process = nullptr;
    const Program* program = nullptr;
    bool reuses_port = false;
    bool is_site = false;       // nginx: it may bind an address in many servers
    bool is_described = false;  // said by a stack description, which starts all that it holds
};

static const Program* program_of(const Graph& graph, const Process& process) {
    return process.program ? &graph.at(*process.program) : nullptr;
}

/// nginx itself has one program at most; which of two would be a guess.
static const Program* nginx_program(const Graph& graph, FileId file) {
    const Program* found = nullptr;
    for (const Program& program : graph.programs) {
        if (!graph.are_together(program.file, file) || program.command.empty()) continue;
        const std::string& word = program.command.front().text;
        if (word.substr(word.rfind('/') + 1) != "nginx") continue;
        if (found != nullptr) return nullptr;
        found = &program;
    }
    return found;
}

static bool is_described(const Graph& graph, Span span) { return graph.stack && graph.stack->file == span.file; }

static std::vector<Binding> find_binders(const Graph& graph) {
    std::vector<Binding> binders;
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (!listener.endpoint.is_known() || process.kind == ServerKind::nginx) continue;
        if (std::get_if<FdEndpoint>(&*listener.endpoint) != nullptr) continue;
        binders.push_back({*listener.endpoint, listener.span, name_of(graph, process), &process, program_of(graph, process),
                           listener.reuses_port, false, is_described(graph, listener.span)});
    }
    for (const Site& site : graph.sites) {
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known() || listen.is_implicit) continue;
            const Process* process = site.process ? &graph.at(*site.process) : nullptr;
            binders.push_back({*listen.endpoint, listen.span, "nginx", process, nginx_program(graph, site.file), false, true,
                               is_described(graph, listen.span)});
        }
    }
    return binders;
}

static bool starts_by_itself(const Program* program) { return program != nullptr && program->autostart.value_or(true) && program->is_fully_read; }

/// Services without hosts of their own, and nginx, are on all of them.
static bool share_a_host(const Binding& a, const Binding& b) {
    if (a.process == nullptr || b.process == nullptr || a.process->hosts.empty() || b.process->hosts.empty()) return true;
    return std::any_of(a.process->hosts.begin(), a.process->hosts.end(), [&](HostId host) {
        return std::find(b.process->hosts.begin(), b.process->hosts.end(), host) != b.process->hosts.end();
    });
}

/// Files for development and production bind the same address and never run together: only two
/// programs of one manager's file certainly do.
static bool run_together(const Binding& a, const Binding& b) {
    if (a.is_site && b.is_site) return false;
    if (a.is_described && b.is_described) return share_a_host(a, b);
    if (!starts_by_itself(a.program) || !starts_by_itself(b.program)) return false;
    return a.program->file == b.program->file && a.program->name != b.program->name;
}

static std::string folder_of(const Graph& graph, const Program& program) {
    const Document* document = graph.document_of(program.file);
    return document == nullptr ? std::string() : document->source().path.parent_path().string();
}

/// Two files of one folder that start servers of different kinds: hardly alternatives.
static bool may_run_together(const Graph& graph, const Binding& a, const Binding& b) {
    if (a.process == nullptr || b.process == nullptr || a.process->kind == b.process->kind) return false;
    if (!starts_by_itself(a.program) || !starts_by_itself(b.program) || a.program->manager != b.program->manager) return false;
    if (a.program->manager != ManagerKind::supervisor || a.program->file == b.program->file) return false;
    return graph.are_together(a.program->file, b.program->file) && folder_of(graph, *a.program) == folder_of(graph, *b.program);
}

static std::string what_happens(const Binding& second) {
    if (as_unix(second.endpoint) != nullptr) {
        return "the second removes the first one's socket without a word, and takes it along when it stops: `connect() to unix: "
               "failed (2: No such file or directory)`";
    }
    return "the second cannot bind, `(98: Address already in use)`, and which one is second depends on timing";
}

static void find_collisions(const Graph& graph, Reporter& report) {
    const std::vector<Binding> binders = find_binders(graph);
    for (std::size_t i = 0; i < binders.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const Binding& second = binders[i];
            const Binding& first = binders[j];
            if (!collides(first.endpoint, second.endpoint)) continue;
            const bool is_certain = run_together(first, second);
            if (!is_certain && !may_run_together(graph, first, second)) continue;
            if (first.reuses_port && second.reuses_port) continue;
            auto found = report.at(second.span, fmt::format("{} and {} both bind `{}`", first.name, second.name, quoted(to_text(second.endpoint))));
            found.label(first.span, "first bound here");
            if (first.program != nullptr) found.label(first.program->name_span, "started here");
            if (second.program != nullptr) found.label(second.program->name_span, "and started here");
            found.note(what_happens(second))
                .note("give one of them another address");
            if (!is_certain) found.uncertain();
            break;
        }
    }
}

/// The holder is the server itself, which runs already, or what hands it its socket.
static bool is_own(const Binding& binder, const AddressInUse& taken) {
    const std::string_view command = std::string_view(taken.program).substr(0, taken.program.find(' '));
    const bool hands_sockets_over = command.ends_with("/init") || command.ends_with("/systemd") || command.ends_with("xinetd");
    if (taken.program.empty() || hands_sockets_over) return true;
    const std::string_view kind = binder.is_site ? std::string_view("nginx") : to_text(binder.process->kind);
    const std::string program = to_lower(taken.program);
    if (program.find(to_lower(kind)) != std::string::npos || program.find("openresty") != std::string::npos) return true;
    // What gunicorn, daphne and uvicorn run under is seen by its script, which may have any name.
    return binder.program != nullptr && !binder.program->command.empty() &&
           program.find(binder.program->command.front().text) != std::string::npos;
}

static void find_taken(const Graph& graph, Reporter& report) {
    std::set<Endpoint> seen;
    for (const Binding& binder : find_binders(graph)) {
        const Program* program = binder.program;
        if (as_tcp(binder.endpoint) == nullptr || (binder.process != nullptr && !runs_here(graph, *binder.process))) continue;
        for (const AddressInUse& taken : graph.machine.addresses) {
            if (!collides(binder.endpoint, taken.endpoint) || is_own(binder, taken) || !seen.insert(binder.endpoint).second) continue;
            auto found = report.at(binder.span, fmt::format("{} is to bind `{}`, but another program listens on `{}`", binder.name,
                                                            quoted(to_text(binder.endpoint)), quoted(to_text(Endpoint(taken.endpoint)))));
            if (program != nullptr) found.label(program->name_span, "started here");
            found.note(fmt::format("process {} holds it: `{}`", taken.pid, quoted(taken.program, 80)))
                .note("the server cannot bind, `(98: Address already in use)`, exits after some seconds and is started again for ever");
        }
    }
}

static void find_all(const Graph& graph, Reporter& report) {
    find_collisions(graph, report);
    find_taken(graph, report);
}

extern constexpr Rule xst016_two_listeners_one_address{
    .summary = "two programs that run together bind one address",
    .why = "Over TCP the second to start fails with `(98: Address already in use)`; a Unix socket is silently taken over, and vanishes "
           "when either of them stops. supervisor shows RUNNING all the while.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor uwsgi nginx",
    .sources = "observed:uwsgi-2.0.21 https://github.com/benoitc/gunicorn/issues/1386",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
[program:api]
command=/srv/venv/bin/gunicorn -b 0.0.0.0:8000 api.wsgi:application
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
[program:api]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8001 api.wsgi:application
user=deploy
)",
    .check = find_all,
};

}  // namespace stackc::rules
