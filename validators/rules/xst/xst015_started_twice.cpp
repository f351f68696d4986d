#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {

const Program* starter_of(const Graph& graph, const Process& process) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    const bool starts = program != nullptr && program->autostart.value_or(true) && program->is_fully_read;
    return starts && !program->container ? program : nullptr;
}

/// The folder whose files an emperor starts, and the setting that says it.
struct Vassals {
    std::string folder;
    Span span;
    const Program* program = nullptr;
};

std::vector<Vassals> find_vassals(const Graph& graph) {
    std::vector<Vassals> found;
    for (const Process& process : graph.processes) {
        const Option* emperor = process.kind == ServerKind::uwsgi ? process.option("emperor") : nullptr;
        const Program* program = starter_of(graph, process);
        if (emperor == nullptr || program == nullptr || !emperor->value.is_known() || !emperor->value->starts_with('/')) continue;
        std::string folder = normal_path(*emperor->value);
        if (folder.find('*') != std::string::npos) folder = parent_path(folder);
        found.push_back({std::move(folder), emperor->value.span_or(emperor->span), program});
    }
    return found;
}

/// The file that a uWSGI of its own is started with.
const Option* own_file(const Process& process) {
    for (const std::string_view name : {"ini", "xml", "yaml", "yml", "json"}) {
        const Option* option = process.option(name);
        if (option != nullptr && option->value.is_known() && option->value->starts_with('/')) return option;
    }
    return nullptr;
}

void find_double_vassals(const Graph& graph, Reporter& report) {
    for (const Vassals& vassals : find_vassals(graph)) {
        for (const Process& process : graph.processes) {
            const Program* program = process.kind == ServerKind::uwsgi ? starter_of(graph, process) : nullptr;
            const Option* file = program == nullptr ? nullptr : own_file(process);
            if (file == nullptr || program == vassals.program || parent_path(normal_path(*file->value)) != vassals.folder) continue;
            if (!graph.are_together(program->file, vassals.program->file)) continue;
            auto found = report.at(file->value.span_or(file->span), fmt::format("`{}` starts `{}`, which the emperor of `{}` starts too", quoted(program->name),
                                                                                quoted(*file->value), quoted(vassals.program->name)));
            found.label(vassals.span, "the emperor runs every file of this folder")
                .note("the second takes the socket away from the first, or cannot bind: `bind(): Address already in use`; cron jobs and mules run twice");
            // Files for two managers may be alternatives, of which a machine has one.
            if (program->manager != vassals.program->manager && !graph.target.knows_paths) found.uncertain();
        }
    }
}

bool is_same_server(const Process& a, const Process& b) {
    return a.kind == b.kind && a.module.is_known() && b.module.is_known() && *a.module == *b.module;
}

const Listener* shared_listener(const Graph& graph, ProcessId a, ProcessId b) {
    for (const Listener& one : graph.listeners) {
        if (one.process != a || !one.endpoint.is_known() || std::get_if<FdEndpoint>(&*one.endpoint) != nullptr) continue;
        const bool is_shared = std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& other) {
            return other.process == b && other.endpoint.is_known() && *other.endpoint == *one.endpoint;
        });
        if (is_shared) return &one;
    }
    return nullptr;
}

/// supervisor and systemd, each with the same server: only a machine shows that both are in use.
void find_double_managers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Program* program = starter_of(graph, process);
        if (program == nullptr || program->manager != ManagerKind::supervisor) continue;
        for (const Process& other : graph.processes) {
            const Program* unit = starter_of(graph, other);
            if (unit == nullptr || !process.is_fully_read || !other.is_fully_read || unit->manager != ManagerKind::systemd || !is_same_server(process, other) || !graph.are_together(program->file, unit->file)) continue;
            const Listener* shared = shared_listener(graph, graph.id_of(process), graph.id_of(other));
            if (shared == nullptr) continue;
            auto found = report.at(program->name_span, fmt::format("`{}` is started by supervisor and by systemd's `{}`", quoted(*process.module), quoted(unit->name)));
            found.label(unit->name_span, "systemd starts it here").label(shared->span, "both bind this address");
            found.note("whichever is second fails with `Address already in use` and is started again for ever; after a deployment one of the two runs old code");
            if (!graph.target.knows_paths) found.uncertain();
        }
    }
}

/// `celery … beat`, or a worker with `-B`.
const Argument* find_beat(const Program& program) {
    const bool is_celery = std::any_of(program.command.begin(), program.command.end(), [](const Argument& word) {
        return word.text == "celery" || word.text.ends_with("/celery");
    });
    if (!is_celery) return nullptr;
    const auto found = std::find_if(program.command.begin(), program.command.end(), [](const Argument& word) {
        return word.text == "beat" || word.text == "-B" || word.text == "--beat";
    });
    return found == program.command.end() ? nullptr : &*found;
}

/// `-A shop`, `--app=shop`; empty where it is not said.
std::string celery_app(const Program& program) {
    for (std::size_t i = 0; i < program.command.size(); ++i) {
        const std::string& word = program.command[i].text;
        if ((word == "-A" || word == "--app") && i + 1 < program.command.size()) return program.command[i + 1].text;
        if (word.starts_with("--app=")) return word.substr(6);
        if (word.starts_with("-A") && word.size() > 2) return word.substr(2);
    }
    return {};
}

constexpr std::string_view sends_twice = "each schedules every task for itself: all periodic tasks run twice, mails are sent twice";

/// Two schedulers of one application in one file of a manager: they certainly run at once.
void find_double_beats(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        const Argument* beat = find_beat(program);
        if (beat == nullptr || !program.autostart.value_or(true)) continue;
        if (program.copies.is_stated() && *program.copies > 1) {
            report.at(beat->span, fmt::format("{} copies of `{}` schedule the same tasks", *program.copies, quoted(program.name)))
                .label(program.copies.span(), "the number of copies")
                .note(std::string(sends_twice));
        }
        for (const Program& other : graph.programs) {
            if (&other == &program) break;
            const Argument* first = find_beat(other);
            const bool is_pair = first != nullptr && other.file == program.file && other.autostart.value_or(true) && other.manager == program.manager;
            if (!is_pair || celery_app(program).empty() || celery_app(program) != celery_app(other)) continue;
            if (program.directory.value_or("") != other.directory.value_or("")) continue;
            report.at(beat->span, fmt::format("`{}` and `{}` both schedule the tasks of `{}`", quoted(other.name), quoted(program.name), quoted(celery_app(program))))
                .label(first->span, "the first scheduler")
                .note(std::string(sends_twice));
        }
    }
}

void find_all(const Graph& graph, Reporter& report) {
    find_double_vassals(graph, report);
    find_double_managers(graph, report);
    find_double_beats(graph, report);
}

}  // namespace

extern constexpr Rule xst015_started_twice{
    .summary = "one application is started by two",
    .why = "An emperor runs every file of its folder, supervisor those of its own. Started by both, the second takes the first one's "
           "socket or cannot bind; two celery schedulers send every task twice.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi compose",
    .sources = "observed:uwsgi-2.0.21 https://github.com/radiasoft/sirepo/issues/2662 "
               "https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler",
    .bad = R"(#> supervisord.conf
[program:emperor]
command=/usr/bin/uwsgi --emperor /etc/uwsgi/vassals --uid www-data --gid www-data
stopsignal=INT
[program:shop]
command=/usr/bin/uwsgi --ini /etc/uwsgi/vassals/shop.ini
user=www-data
stopsignal=INT
)",
    .good = R"(#> supervisord.conf
[program:emperor]
command=/usr/bin/uwsgi --emperor /etc/uwsgi/vassals --uid www-data --gid www-data
stopsignal=INT
)",
    .check = find_all,
};

}  // namespace stackc::rules
