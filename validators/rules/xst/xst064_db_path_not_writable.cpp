#include <fmt/format.h>

#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What Django writes to while it answers requests.
struct Data {
    std::string path;
    Span span;
    bool is_folder = false;  // MEDIA_ROOT; else a database of SQLite
};

static std::optional<Data> database_of(const SettingsModule& settings) {
    const PythonValue* databases = settings.find("DATABASES");
    const PythonValue* database = databases == nullptr || databases->is_assumed ? nullptr : databases->find("default");
    const PythonValue* engine = database == nullptr ? nullptr : database->find("ENGINE");
    const PythonValue* name = database == nullptr ? nullptr : database->find("NAME");
    const bool is_sqlite = engine != nullptr && engine->is_text() && engine->text.ends_with("sqlite3");
    if (!is_sqlite || name == nullptr || !name->is_text() || !name->is_certain() || !name->text.starts_with('/')) return std::nullopt;
    return Data{normal_path(name->text), name->span, false};
}

static std::optional<Data> media_of(const SettingsModule& settings) {
    const PythonValue* media = settings.find("MEDIA_ROOT");
    if (media == nullptr || !media->is_text() || !media->is_certain() || !media->text.starts_with('/')) return std::nullopt;
    return Data{normal_path(media->text), media->span, true};
}

/// SQLite makes its journal beside the database, so the folder counts as well as the file.
static std::optional<Refusal> refusal_of(const Graph& graph, const Account& account, const Data& data) {
    const std::string probe = data.path + (data.is_folder ? "/new" : "-journal");
    if (!data.is_folder) {
        if (const auto refusal = write_refusal(graph, account, data.path, data.span.file)) return refusal;
    }
    return write_refusal(graph, account, probe, data.span.file);
}

/// Files that `LOGGING` opens as the settings are read.
static std::vector<Data> logs_of(const SettingsModule& settings) {
    std::vector<Data> logs;
    const PythonValue* logging = settings.find("LOGGING");
    const PythonValue* handlers = logging == nullptr || logging->is_assumed ? nullptr : logging->find("handlers");
    if (handlers == nullptr) return logs;
    for (const PythonValue& handler : handlers->items) {
        const PythonValue* file = handler.find("filename");
        const PythonValue* delay = handler.find("delay");
        const bool is_file = file != nullptr && file->is_text() && file->is_certain() && file->text.starts_with('/');
        if (is_file && (delay == nullptr || delay->is(false))) logs.push_back({normal_path(file->text), file->span, true});
    }
    return logs;
}

/// Logs are opened at once, so that nothing starts without them.
static void find_closed_logs(const Graph& graph, const SettingsModule& settings, Reporter& report) {
    for (const Data& log : logs_of(settings)) {
        for (const ProcessId id : settings.processes) {
            const Process& process = graph.at(id);
            if (!runs_here(graph, process)) continue;
            if (const std::string folder = parent_path(log.path); is_missing(graph, folder)) {
                report.at(log.span, fmt::format("the folder `{}` of Django's log is not there", quoted(folder)))
                    .note(fmt::format("the application cannot be loaded: `FileNotFoundError: [Errno 2] No such file or directory: '{0}'`, `ValueError: "
                                      "Unable to configure handler`; nginx answers 502 or 500", quoted(log.path)));
                break;
            }
            const std::optional<Account> account = worker(graph, process);
            const auto refusal = account ? write_refusal(graph, *account, log.path, log.span.file) : std::nullopt;
            if (!refusal) continue;
            auto found = report.at(log.span, fmt::format("{} runs as `{}`, which may not write the log `{}`: `{}` is {}", name_of(graph, process),
                                                         quoted(account->user), quoted(log.path), quoted(refusal->path), to_text(refusal->state)));
            if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
            found.note("the application cannot be loaded: `PermissionError: [Errno 13] Permission denied`, `ValueError: Unable to configure handler`; nginx "
                       "answers 502 or 500");
            break;
        }
    }
}

static void find_closed_data(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const SettingsModule& settings : graph.settings) {
        find_closed_logs(graph, settings, report);
        for (const std::optional<Data>& data : {database_of(settings), media_of(settings)}) {
            if (!data) continue;
            for (const ProcessId id : settings.processes) {
                const Process& process = graph.at(id);
                const std::optional<Account> account = worker(graph, process);
                const auto refusal = account ? refusal_of(graph, *account, *data) : std::nullopt;
                if (!refusal) continue;
                auto found = report.at(data->span, fmt::format("{} runs as `{}`, which may not write `{}`: `{}` is {}", name_of(graph, process),
                                                               quoted(account->user), quoted(data->path), quoted(refusal->path), to_text(refusal->state)));
                if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
                found.note(data->is_folder ? "an upload ends in 500 with `PermissionError: [Errno 13] Permission denied`"
                                           : "pages are shown, and whatever writes ends in 500: `sqlite3.OperationalError: attempt to write a readonly database`");
                break;
            }
        }
    }
}

extern constexpr Rule xst064_db_path_not_writable{
    .summary = "the server's user may not write the database, the uploads or the log",
    .why = "A project that root unpacked belongs to root. Pages are shown, and the first login, form or upload ends in 500: `attempt to write "
           "a readonly database`, `unable to open database file`, `Permission denied`. SQLite writes beside the file too, so the folder counts.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor systemd uwsgi",
    .sources = "https://www.sqlite.org/lockingv3.html https://github.com/vsoch/django-nginx-upload/issues/8",
    .check = find_closed_data,
};

}  // namespace stackc::rules
