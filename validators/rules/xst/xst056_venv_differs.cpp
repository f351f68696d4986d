#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/roles.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The package that a process runs: `shop` of `shop.wsgi:application`.
static std::string package_of(const Process& process) {
    if (!process.module.is_known()) return {};
    return process.module->substr(0, process.module->find_first_of(".:("));
}

/// Two programs, not two versions of one.
static bool are_two(const Graph& graph, const Process& a, const Process& b) {
    return a.program != b.program && graph.at(*a.program).name != graph.at(*b.program).name;
}

/// Whether both run the code of one folder.
static bool are_of_one_project(const Graph& graph, const Process& a, const Process& b) {
    if (!a.directory.is_known() || !b.directory.is_known() || normal_path(*a.directory) != normal_path(*b.directory)) return false;
    const SettingsModule* settings = graph.settings_of(graph.id_of(a));
    const bool same_settings = settings != nullptr && settings == graph.settings_of(graph.id_of(b));
    return same_settings || (!package_of(a).empty() && package_of(a) == package_of(b));
}

static bool may_differ(const Process& process) {
    return runs_application(process.kind) && process.venv.is_stated() && process.containers.empty() && process.program.has_value();
}

static void find_differences(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!may_differ(process)) continue;
        for (const Process& other : graph.processes) {
            if (&other == &process) break;
            const bool is_pair = may_differ(other) && are_two(graph, process, other) && *process.venv != *other.venv;
            if (!is_pair || !graph.are_together(process.span.file, other.span.file) || !are_of_one_project(graph, process, other)) continue;
            report.at(process.venv.span(), fmt::format("{} runs with the virtualenv `{}`, {} of the same project with `{}`", name_of(graph, process),
                                                       quoted(*process.venv), name_of(graph, other), quoted(*other.venv)))
                .label(other.venv.span(), "the other one")
                .label(process.directory.span_or(process.span), "both run the code in this folder")
                .note("`pip install` and every upgrade reach one of them: the other ends with `ModuleNotFoundError`, or runs old versions beside new ones");
            break;
        }
    }
}

extern constexpr Rule xst056_venv_differs{
    .summary = "two programs of one project run with two virtualenvs",
    .why = "Packages are installed into one of them. The other program ends with `ModuleNotFoundError: No module named …` or, worse, runs "
           "other versions of Django and its libraries on the same database and the same tasks.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor systemd uwsgi",
    .sources = "https://github.com/unbit/uwsgi/issues/2341",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
user=shop
[program:ws]
command=/srv/shop/env/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
directory=/srv/shop
user=shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
user=shop
[program:ws]
command=/srv/shop/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
directory=/srv/shop
user=shop
)",
    .check = find_differences,
};

}  // namespace stackc::rules
