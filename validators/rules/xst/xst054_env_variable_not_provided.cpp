#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether something in the project reads a file of variables: it lies beside the code, or only on
/// the server, where nobody sees it.
static bool may_read_a_file(const Graph& graph) {
    static constexpr std::array<std::string_view, 8> readers{"dotenv", "read_env", "decouple", "environs", "dynaconf", "envparse", "pydantic", "envcfg"};
    return std::any_of(graph.documents.begin(), graph.documents.end(), [](const auto& document) {
        return document->dialect() == "django" && std::any_of(readers.begin(), readers.end(), [&](std::string_view reader) {
                   return document->text().find(reader) != std::string_view::npos;
               });
    });
}

/// Where the line starts that holds `at`.
static std::size_t line_start(std::string_view text, std::size_t at) {
    const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    return newline == std::string_view::npos ? 0 : newline + 1;
}

/// Whether the place is in a statement of the module itself that runs whatever happens: in no
/// `if`, `try` or function, and not one side of a condition.
static bool surely_runs(const Document& document, Span place) {
    const std::string_view text = document.text();
    std::size_t start = line_start(text, place.begin);
    while (start > 0 && std::string_view(" \t)]}#\r\n").find(text[start]) != std::string_view::npos) start = line_start(text, start - 1);
    const std::string_view statement = text.substr(start, place.end - start);
    const std::string_view word = statement.substr(0, statement.find_first_of(" \t:.([="));
    static constexpr std::array<std::string_view, 12> compound{"if", "elif", "else", "try", "except", "finally", "for", "while", "with", "def", "class", "async"};
    if (std::find(compound.begin(), compound.end(), word) != compound.end() || statement.starts_with('@')) return false;
    const std::string_view rest = text.substr(place.end, text.find('\n', place.end) - place.end);
    for (const std::string_view sign : {" if ", " or ", " and ", " else "}) {
        if (statement.find(sign) != std::string_view::npos || rest.find(sign) != std::string_view::npos) return false;
    }
    return statement.find("lambda") == std::string_view::npos;
}

/// Whether the process may find the variable set.
static bool may_have(const Process& process, std::string_view name) {
    // Set by systemd, docker, the image of Python or the server itself.
    static constexpr std::array<std::string_view, 14> always{"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "HOSTNAME", "PWD", "TZ", "PYTHONPATH",
                                                             "PYTHON_VERSION", "VIRTUAL_ENV", "SERVER_SOFTWARE", "DJANGO_SETTINGS_MODULE"};
    if (std::find(always.begin(), always.end(), name) != always.end()) return true;
    const bool is_set = std::any_of(process.env.begin(), process.env.end(), [&](const EnvVariable& one) { return one.name == name; });
    // uWSGI's and gunicorn's own ways to set variables.
    const bool sets_more = std::any_of(process.options.begin(), process.options.end(), [&](const Option& option) {
        const bool is_variable = option.name == "env" || option.name == "raw_env" || option.name == "for-readline" || option.name == "envdir";
        return is_variable && (!option.value.is_known() || option.value->find(name) != std::string::npos);
    });
    return is_set || sets_more;
}

/// Whether what the files set is all that there is. supervisord hands on what it is started with
/// itself; where a program's variables are listed, that one of them is missing is still likely.
static bool is_all_set(const Process& process, const Program& program) {
    if (process.is_environment_known) return true;
    return program.manager == ManagerKind::supervisor && process.containers.empty() && program.launches.empty() && !program.environment.empty();
}

static void find_in(const Graph& graph, const SettingsModule& settings, Reporter& report) {
    for (const ProcessId id : settings.processes) {
        const Process& process = graph.at(id);
        if (!process.program || !process.is_fully_read || !is_all_set(process, graph.at(*process.program))) continue;
        for (const EnvRead& read : settings.env_reads) {
            const Document* document = graph.document_of(read.span.file);
            if (read.has_default || document == nullptr || may_have(process, read.name) || !surely_runs(*document, read.span)) continue;
            const Program& program = graph.at(*process.program);
            auto found = report.at(read.span, fmt::format("the settings need the variable `{}`, but `{}` starts {} without it", quoted(read.name), quoted(program.name), to_text(process.kind)));
            found.label(program.name_span, "its environment is set here")
                .note(document->text(read.span).find('[') != std::string_view::npos ? fmt::format("the application does not load: `KeyError: '{}'`", quoted(read.name))
                                                                            : fmt::format("the application does not load: `Set the {} environment variable`", quoted(read.name)))
                .note("a shell in which it works has the variable from its own profile; a manager starts programs with next to none");
            if (!process.is_environment_known) found.uncertain();
        }
    }
}

static void find_missing(const Graph& graph, Reporter& report) {
    if (may_read_a_file(graph)) return;
    for (const SettingsModule& settings : graph.settings) find_in(graph, settings, report);
}

extern constexpr Rule xst054_env_variable_not_provided{
    .summary = "the settings read a variable that their launcher does not set",
    .why = "`os.environ[\"SECRET_KEY\"]` works in the shell of whoever set the variable there, and fails under systemd or in a container: "
           "`KeyError: 'SECRET_KEY'`, workers fail to boot, every request ends in 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "systemd compose supervisor django",
    .sources = "https://github.com/cookiecutter/cookiecutter-django/issues/384 https://github.com/line/promgen/issues/484",
    .bad = R"(#> shop.service
[Service]
User=shop
WorkingDirectory=/srv/shop
Environment=DJANGO_SETTINGS_MODULE=shop.settings
ExecStart=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
#> shop/settings.py
import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
SECRET_KEY = os.environ["SECRET_KEY"]
)",
    .good = R"(#> shop.service
[Service]
User=shop
WorkingDirectory=/srv/shop
Environment=DJANGO_SETTINGS_MODULE=shop.settings
EnvironmentFile=/etc/shop.env
ExecStart=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
#> shop/settings.py
import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
SECRET_KEY = os.environ["SECRET_KEY"]
)",
    .check = find_missing,
};

}  // namespace stackc::rules
