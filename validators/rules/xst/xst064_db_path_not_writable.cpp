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

static void find_closed_data(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const SettingsModule& settings : graph.settings) {
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
    .summary = "the server's user may not write the database or the uploads",
    .why = "A project that root unpacked belongs to root. Pages are shown, and the first login, form or upload ends in 500: `attempt to write "
           "a readonly database`, `unable to open database file`, `Permission denied`. SQLite writes beside the file too, so the folder counts.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor systemd uwsgi",
    .sources = "https://www.sqlite.org/lockingv3.html https://github.com/vsoch/django-nginx-upload/issues/8",
    .check = find_closed_data,
};

}  // namespace stackc::rules
