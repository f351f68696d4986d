#include "tools/session/python_modules.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/base/text.h"
#include "tools/session/module_search.h"

namespace stackc {

namespace {

/// What the text of the application's module says: whether the callable can be in it, and for
/// which of Python's two interfaces it is made.
void read_application(const TargetFiles& files, ModuleState& state) {
    if (!state.path.ends_with(".py")) return;
    const auto read = files.read(state.path);
    if (!read) return;
    const std::string text = without_comments(*read);
    state.has_callable = state.callable.empty() || may_define(text, state.callable);
    const auto mentions = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
    };
    state.is_wsgi = mentions({"get_wsgi_application", "WSGIHandler", "Flask", "get_wsgi_app"});
    state.is_asgi = mentions({"get_asgi_application", "ProtocolTypeRouter", "FastAPI", "Starlette", "ASGIHandler", "WsgiToAsgi",
                              "WSGIMiddleware", "AsgiHandler", "get_default_application"});
}

/// The first import that leads nowhere, of the application's file or of a package around it.
void check_imports(const TargetFiles& files, const SearchPath& path, ModuleState& state) {
    std::vector<std::string> chain{state.path};
    const bool is_package = state.path.ends_with("/__init__.py");
    std::string folder = is_package ? parent_path(parent_path(state.path)) : parent_path(state.path);
    for (auto dots = std::count(state.module.begin(), state.module.end(), '.'); dots > 0; --dots, folder = parent_path(folder)) {
        chain.push_back(folder + "/__init__.py");
    }
    // Python runs the outermost first.
    for (auto file = chain.rbegin(); file != chain.rend(); ++file) {
        const std::optional<MissingImport> missing = first_missing_import(files, path, *file);
        if (!missing) continue;
        state.missing = missing->module;
        state.path = *file;
        return;
    }
}

/// `"demo.settings"` of `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")`.
std::string default_settings(std::string_view text) {
    const std::string code = without_comments(text);
    const std::size_t name = code.find("DJANGO_SETTINGS_MODULE");
    if (name == std::string::npos || code.find("DJANGO_SETTINGS_MODULE", name + 1) != std::string::npos) return {};
    std::size_t open = code.find_first_of(",]", name);
    if (open == std::string::npos) return {};
    open = code.find_first_of("\"'", open);
    if (open == std::string::npos || code.find('\n', name) < open) return {};
    const std::size_t close = code.find(code[open], open + 1);
    return close == std::string::npos ? std::string() : code.substr(open + 1, close - open - 1);
}

/// The name that a server is told: `config.wsgi:application`, `config.wsgi`.
std::optional<ModuleState> application_of(const Process& process) {
    if (!process.module.is_known() || !process.module.has_span()) return std::nullopt;
    ModuleState state;
    const std::string& text = *process.module;
    const std::size_t colon = text.find(':');
    state.module = text.substr(0, colon);
    state.callable = colon == std::string::npos ? "application" : text.substr(colon + 1);
    const bool is_uwsgi = process.kind == ServerKind::uwsgi;
    const Option* callable = is_uwsgi ? process.option("callable") : nullptr;
    if (callable != nullptr) state.callable = callable->value.value_or("");
    // `app.wsgi`, `create_app()`: what is called must be there too.
    state.callable = state.callable.substr(0, state.callable.find_first_of(".(["));
    state.span = process.module.span();
    // A path to a file, which other rules look at.
    if (!is_dotted_name(state.module)) return std::nullopt;
    return state;
}

const EnvVariable* settings_variable(const Graph& graph, const Process& process) {
    const auto find = [](const std::vector<EnvVariable>& list) -> const EnvVariable* {
        for (const EnvVariable& variable : list) if (variable.name == "DJANGO_SETTINGS_MODULE") return &variable;
        return nullptr;
    };
    if (const EnvVariable* own = find(process.env)) return own;
    return process.program ? find(graph.at(*process.program).environment) : nullptr;
}

/// uWSGI's `env = DJANGO_SETTINGS_MODULE=…`.
const Option* settings_option(const Process& process) {
    for (const Option& option : process.options) {
        const bool is_variable = option.name == "env" || option.name == "raw_env";
        if (is_variable && option.value.is_known() && option.value->starts_with("DJANGO_SETTINGS_MODULE=")) return &option;
    }
    return nullptr;
}

std::optional<ModuleState> settings_of(const TargetFiles& files, const Graph& graph, const Process& process,
                                       const std::optional<ModuleState>& application) {
    ModuleState state;
    state.role = ModuleState::Role::settings;
    if (const Option* option = settings_option(process)) {
        state.module = option->value->substr(option->value->find('=') + 1);
        state.span = option->value.span_or(option->span);
    } else if (const EnvVariable* variable = settings_variable(graph, process)) {
        state.module = variable->value.value_or("");
        state.span = variable->value.span_or(variable->span);
    } else if (application && application->path.ends_with(".py")) {
        const auto text = files.read(application->path);
        if (text) state.module = default_settings(*text);
        state.span = application->span;
        state.said_in = application->path;
    }
    return is_dotted_name(state.module) ? std::optional(std::move(state)) : std::nullopt;
}

bool may_import(const Graph& graph, const Process& process) {
    if (!runs_here(graph, process)) return false;
    switch (process.kind) {
        case ServerKind::uwsgi:
        case ServerKind::gunicorn:
        case ServerKind::daphne:
        case ServerKind::uvicorn: return true;
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return false;
    }
    return false;
}

}  // namespace

std::vector<ModuleState> look_up_modules(const TargetFiles& files, const Graph& graph) {
    std::vector<ModuleState> states;
    for (const Process& process : graph.processes) {
        if (!may_import(graph, process)) continue;
        // A folder that is not there, or not ours to look into, is another matter.
        if (process.directory.is_known() && !files.is_folder(*process.directory)) continue;
        const SearchPath path = search_path(files, graph, process);
        std::optional<ModuleState> application = application_of(process);
        if (application) {
            find_module(files, path, *application);
            if (application->is_found) {
                read_application(files, *application);
                check_imports(files, strict_search_path(files, graph, process), *application);
            }
        }
        std::optional<ModuleState> settings = settings_of(files, graph, process, application);
        if (settings) find_module(files, path, *settings);
        for (std::optional<ModuleState>* state : {&application, &settings}) {
            if (!*state) continue;
            (*state)->process = graph.id_of(process);
            states.push_back(**std::move(state));
        }
    }
    return states;
}

/// The package that a worker class comes from; empty for gunicorn's own.
static std::string package_of(const std::string& worker) {
    for (const std::string_view name : {"gevent", "eventlet", "tornado"}) {
        if (worker == name || worker.starts_with(std::string(name) + "_")) return std::string(name);
    }
    const bool is_class = worker.find('.') != std::string::npos && is_dotted_name(worker);
    return is_class ? worker.substr(0, worker.find('.')) : std::string();
}

void report_missing_workers(const TargetFiles& files, const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Option* worker = process.kind == ServerKind::gunicorn && runs_here(graph, process) ? process.option("worker_class") : nullptr;
        if (worker == nullptr || !worker->value.is_known()) continue;
        ModuleState state;
        state.module = package_of(*worker->value);
        const SearchPath path = strict_search_path(files, graph, process);
        if (state.module.empty() || state.module == "gunicorn" || !path.is_certain) continue;
        find_module(files, path, state);
        if (state.is_found || !state.is_certain || state.missing.empty()) continue;
        report.at("GUN018", worker->value.span_or(worker->span),
                  fmt::format("the worker class `{}` needs the package `{}`, which is not installed for this server", quoted(*worker->value), quoted(state.module)))
            .note(fmt::format("gunicorn does not start: `Error: class uri '{}' invalid or not found`, `ModuleNotFoundError: No module named '{}'`",
                              quoted(*worker->value), quoted(state.module)));
    }
}

void report_missing_imports(const TargetFiles& files, const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Document* document = process.config && process.program ? graph.document_of(*process.config) : nullptr;
        if (document == nullptr || document->dialect() != "gunicorn" || !runs_here(graph, process)) continue;
        const Option* config = process.option("config");
        const std::string path = config != nullptr && config->value.is_known() ? *config->value : std::string();
        if (!path.starts_with('/') || !files.is_file(path) || !path.ends_with(document->source().path.filename().string())) continue;
        const auto missing = first_missing_import(files, strict_search_path(files, graph, process), path);
        if (!missing) continue;
        const auto at = static_cast<std::uint32_t>(missing->at);
        report.at("GUN020", {document->file(), at, at + static_cast<std::uint32_t>(missing->module.size())},
                  fmt::format("gunicorn's configuration imports `{}`, which is not installed for this server", quoted(missing->module)))
            .note(fmt::format("gunicorn does not start: `Failed to read config file`, `ModuleNotFoundError: No module named '{}'`", quoted(missing->module)));
    }
}

}  // namespace stackc
