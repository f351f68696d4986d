#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static constexpr std::string_view what_follows =
    "supervisor sees its child exit: `exited: {} (exit status 0; not expected)`, then FATAL, and every try leaves a server behind "
    "that supervisor does not know";

static std::string note_for(const Program& program) {
    return fmt::format(fmt::runtime(what_follows), quoted(program.name));
}

/// uWSGI's `daemonize = LOG` becomes `logto = LOG`; gunicorn's flag goes.
static std::vector<Edit> stay_in_front(const Graph& graph, const Process& process) {
    if (process.kind == ServerKind::uwsgi) {
        const Option* option = process.option("daemonize");
        const bool is_written_out = option != nullptr && graph.text(option->name_span) == "daemonize";
        if (is_written_out && process.config) return {{option->name_span, "logto"}};
    }
    if (process.kind == ServerKind::gunicorn) {
        const Span span = process.daemonizes.span();
        const std::string_view flag = graph.text(span);
        const Document* document = graph.document_of(span.file);
        const bool has_blank = document != nullptr && span.begin > 0 && document->text()[span.begin - 1] == ' ';
        if ((flag == "-D" || flag == "--daemon") && has_blank) return {{{span.file, span.begin - 1, span.end}, ""}};
    }
    return {};
}

static void find_daemons(const Graph& graph, Reporter& report) {
    // One setting may send the children of several programs away.
    std::map<Span, DiagnosticBuilder> reported;
    for (const Process& process : graph.processes) {
        if (process.kind == ServerKind::nginx || !process.program) continue;
        const Program& program = graph.at(*process.program);
        const bool goes = process.daemonizes.is_stated() && *process.daemonizes;
        if (program.manager != ManagerKind::supervisor || !goes) continue;
        const Span span = process.daemonizes.span();
        if (const auto known = reported.find(span); known != reported.end()) {
            known->second.label(program.name_span, "and so does this one");
            continue;
        }
        auto found = report.at(span, fmt::format("{} goes to the background, but supervisor's program `{}` starts it",
                                                 to_text(process.kind), quoted(program.name)));
        reported.emplace(span, found);
        found.label(program.name_span, "supervisor expects its child to stay in the foreground").note(note_for(program));
        const std::vector<Edit> edits = stay_in_front(graph, process);
        if (!edits.empty()) found.fix("stay in the foreground", Safety::safe, edits);
    }
}

static bool is_nginx(const Program& program) {
    if (program.command.empty() || program.command.front().has_hole) return false;
    const std::string& word = program.command.front().text;
    return word.substr(word.rfind('/') + 1) == "nginx";
}

/// `-g "daemon off;"`, or words whose meaning cannot be known.
static bool may_stay_by_command(const Program& program) {
    return std::any_of(program.command.begin(), program.command.end(), [](const Argument& word) {
        return word.has_hole || word.text.find("daemon") != std::string::npos;
    });
}

/// `-t`, `-s reload` and the like start no server.
static bool starts_no_server(const Program& program) {
    return std::any_of(program.command.begin() + 1, program.command.end(), [](const Argument& word) {
        return word.text == "-t" || word.text == "-T" || word.text == "-s" || word.text == "-v" || word.text == "-V";
    });
}

static void find_nginx_daemons(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::supervisor || !is_nginx(program) || !program.is_fully_read) continue;
        if (may_stay_by_command(program) || starts_no_server(program)) continue;
        const Scope* main = nginx_main(graph, program.file);
        const Directive* daemon = main == nullptr ? nullptr : graph.effective(graph.id_of(*main), "daemon");
        if (daemon != nullptr && (daemon->args().empty() || daemon->arg(0) == "off" || daemon->args()[0].has_hole)) continue;
        const Span last = program.command.back().span;
        auto found = report.at(join(program.command.front().span, last),
                               fmt::format("nginx goes to the background, but supervisor's program `{}` starts it", quoted(program.name)));
        if (daemon != nullptr) found.label(daemon->span(), "it is told to here");
        found.note("supervisor starts it again and again: `bind() to 0.0.0.0:80 failed (98: Address already in use)`, while the first "
                   "one serves on, unmanaged");
        if (daemon == nullptr) {
            found.note("nginx's own default is `daemon on`");
            found.fix("add `-g \"daemon off;\"`", Safety::unsafe, {{{last.file, last.end, last.end}, " -g \"daemon off;\""}});
        }
        const bool is_proven = daemon != nullptr || (main != nullptr && main->is_fully_read);
        if (!is_proven) found.uncertain();
    }
}

static void find_all_daemons(const Graph& graph, Reporter& report) {
    find_daemons(graph, report);
    find_nginx_daemons(graph, report);
}

extern constexpr Rule sup007_child_daemonizes{
    .summary = "a program under supervisor goes to the background",
    .why = "supervisor loses its child at once: `exited: web (exit status 0; not expected)`, then FATAL although requests are still "
           "answered, by servers that nobody stops. Four starts leave four masters.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "supervisor uwsgi nginx",
    .sources = "https://supervisord.org/subprocess.html observed:supervisor-4.2.5",
    .bad = R"(#> supervisord.conf
[program:web]
command=/usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user=deploy
#> shop/uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
daemonize = /var/log/shop/uwsgi.log
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user=deploy
#> shop/uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
logto = /var/log/supervisor/uwsgi.log
)",
    .check = find_all_daemons,
};

}  // namespace stackc::rules
