#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/machine.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Programs that a project brings in its virtualenv.
static bool is_of_python(std::string_view name) {
    static constexpr std::array<std::string_view, 8> names{
        "gunicorn", "celery", "daphne", "uvicorn", "python", "python3", "hypercorn", "flower"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// "/srv/shop/venv/bin" of "/srv/shop/venv/bin/gunicorn".
static std::string_view venv_of(const Program& program) {
    const std::string_view word =
        program.command.empty() ? std::string_view{} : std::string_view(program.command[0].text);
    const std::size_t slash = word.rfind('/');
    if (slash == std::string_view::npos || program.command[0].has_hole) return {};
    const std::string_view folder = word.substr(0, slash);
    const bool is_system = folder.starts_with("/usr") || folder == "/bin" || folder == "/sbin";
    return folder.ends_with("/bin") && !is_system && is_of_python(word.substr(slash + 1))
               ? folder
               : std::string_view{};
}

static const Program* find_neighbour(const Graph& graph, const Program& program) {
    for (const Program& other : graph.programs) {
        if (graph.are_together(program.file, other.file) && !venv_of(other).empty()) return &other;
    }
    return nullptr;
}

static void find_bare_names(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::supervisor || program.command.empty() ||
            !runs_here(program))
            continue;
        const Argument& word = program.command[0];
        const bool says_path =
            std::any_of(program.environment.begin(), program.environment.end(),
                        [](const EnvVariable& variable) { return variable.name == "PATH"; });
        if (says_path || word.has_hole || !is_of_python(word.text)) continue;
        const Program* other = find_neighbour(graph, program);
        if (other == nullptr) continue;
        report
            .at(word.span,
                fmt::format("supervisor looks for `{}` in its own PATH, not in a virtualenv",
                            quoted(word.text)))
            .label(other->command[0].span, "another program comes from a virtualenv")
            .note(fmt::format("`spawnerr: can't find command '{}'`, or the system's own without "
                              "the project's packages",
                              quoted(word.text)))
            .note(fmt::format("name it in full, such as `{}/{}`", quoted(venv_of(*other)),
                              quoted(word.text)));
    }
}

extern constexpr Rule sup043_program_of_unknown_venv{
    .summary = "a program without a path beside others that come from a virtualenv",
    .why =
        "supervisord was started by the system: no virtualenv is active, and its PATH has the "
        "system's "
        "folders. `spawnerr: can't find command 'celery'`, or a system-wide celery that does not "
        "find "
        "the project's packages.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "supervisor systemd",
    .sources =
        "observed:supervisor-4.2.5 "
        "https://supervisord.org/configuration.html#program-x-section-values",
    .bad = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
[program:worker]
command=celery -A shop worker
user=shop
)",
    .good = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
[program:worker]
command=/srv/shop/venv/bin/celery -A shop worker
user=shop
)",
    .check = find_bare_names,
};

}  // namespace stackc::rules
