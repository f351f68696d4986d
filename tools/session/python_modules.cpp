#include "tools/session/python_modules.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/base/text.h"

namespace stackc {

namespace {

/// The folders in which a process looks for modules, in Python's order.
struct SearchPath {
    std::vector<std::string> folders;
    bool is_certain = true;

    void add(const std::string& folder) {
        if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
    }
};

/// Makes the search path of one process.
class SearchPathMaker {
  public:
    SearchPathMaker(const TargetFiles& files, const Graph& graph, const Process& process)
        : files_(files), graph_(graph), process_(process), program_(process.program ? &graph.at(*process.program) : nullptr) {}

    /// Every folder that may count: what none of them has is not there.
    SearchPath make() {
        path_.is_certain = process_.is_fully_read;
        add_stated();
        if (const auto home = find_home()) add_prefix(*home, true);
        for (const std::string_view prefix : {"/usr/local", "/usr"}) add_prefix(std::string(prefix), true);
        return std::move(path_);
    }

    /// Only what does count: a virtual environment shuts the system's packages out.
    SearchPath make_strict() {
        path_.is_certain = process_.is_fully_read;
        add_stated();
        const auto home = find_home();
        const bool is_closed = home && is_virtual(*home);
        if (home) add_prefix(*home, true);
        for (const std::string_view prefix : {"/usr/local", "/usr"}) add_prefix(std::string(prefix), !is_closed);
        return std::move(path_);
    }

  private:
    /// The folder that the server works in. supervisord as a system has it is started in `/`.
    std::optional<std::string> working_folder() {
        if (process_.directory.is_known() && process_.directory->starts_with('/')) return *process_.directory;
        const bool is_absent = process_.directory.is_absent() && program_ != nullptr && program_->directory.is_absent();
        const Document* document = program_ == nullptr ? nullptr : graph_.document_of(program_->file);
        const bool is_system_wide = document != nullptr && document->source().path.string().find("/etc/supervisor") != std::string::npos;
        if (is_absent && is_system_wide) return "/";
        path_.is_certain = false;
        return std::nullopt;
    }

    void add_stated() {
        const std::optional<std::string> folder = working_folder();
        for (const Option& option : process_.options) {
            const bool is_path = option.name == "pythonpath" || option.name == "app_dir";
            if (is_path) add_all(option.value, folder, process_.kind == ServerKind::uwsgi ? '\0' : ',');
            if (option.name == "env" && option.value.is_known() && option.value->starts_with("PYTHONPATH="))
                add_all(Value<std::string>::by_default(option.value->substr(11)), folder, ':');
        }
        if (folder) path_.add(*folder);
        for (const EnvVariable& variable : process_.env) add_variable(variable, folder);
        if (program_ != nullptr) {
            for (const EnvVariable& variable : program_->environment) add_variable(variable, folder);
        }
    }

    void add_variable(const EnvVariable& variable, const std::optional<std::string>& folder) {
        if (variable.name == "PYTHONPATH") add_all(variable.value, folder, ':');
    }

    void add_all(const Value<std::string>& value, const std::optional<std::string>& base, char separator) {
        if (!value.is_known()) {
            path_.is_certain = path_.is_certain && value.is_absent();
            return;
        }
        for (const std::string_view piece : split(*value, separator)) {
            const std::string_view folder = trim(piece);
            if (folder.find_first_of("*?[$%{") != std::string_view::npos) path_.is_certain = false;
            else if (folder.starts_with('/')) path_.add(normal_path(folder));
            else if (base) path_.add(join_path(*base, folder));
            else path_.is_certain = false;
        }
    }

    /// A virtual environment: uWSGI's `home`, or the one whose bin/ holds the program.
    std::optional<std::string> find_home() {
        const Option* home = process_.option("home");
        if (home != nullptr) {
            if (home->value.is_known() && home->value->starts_with('/')) return *home->value;
            path_.is_certain = false;
        }
        if (program_ == nullptr || program_->command.empty()) return std::nullopt;
        const std::string& word = program_->command.front().text;
        constexpr std::string_view tail = "/bin/";
        const std::size_t slash = word.rfind('/');
        if (slash == std::string::npos || slash < tail.size()) return std::nullopt;
        const std::string folder = word.substr(0, slash + 1);
        if (!folder.ends_with(tail)) return std::nullopt;
        return folder.substr(0, folder.size() - tail.size());
    }

    /// Made by venv, and without the packages of the system.
    bool is_virtual(const std::string& prefix) const {
        const auto text = files_.read(prefix + "/pyvenv.cfg");
        if (!text) return false;
        for (const std::string_view line : split(*text, '\n')) {
            const std::size_t equals = line.find('=');
            if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "include-system-site-packages") continue;
            return !equals_ignoring_case(trim(line.substr(equals + 1)), "true");
        }
        return true;
    }

    /// `lib/python3.11/site-packages` and its like below a prefix.
    void add_prefix(const std::string& prefix, bool has_packages) {
        const std::string base = prefix.empty() ? "/usr" : normal_path(prefix);
        const auto entries = files_.list(base + "/lib");
        if (!entries) return;
        for (const std::string& entry : *entries) {
            if (!entry.starts_with("python3")) continue;
            const std::string folder = base + "/lib/" + entry;
            path_.add(folder);
            path_.add(folder + "/lib-dynload");
            if (!has_packages) continue;
            for (const char* packages : {"site-packages", "dist-packages"}) add_site(folder + "/" + packages);
        }
    }

    /// A folder of installed packages, with the folders that its *.pth files add.
    void add_site(const std::string& folder) {
        const auto entries = files_.list(folder);
        if (!entries) return;
        path_.add(folder);
        for (const std::string& entry : *entries) {
            if (!entry.ends_with(".pth")) continue;
            const auto text = files_.read(folder + "/" + entry);
            if (!text) continue;
            for (const std::string_view line : split(*text, '\n')) add_site_line(folder, trim(line));
        }
    }

    void add_site_line(const std::string& folder, std::string_view line) {
        if (line.empty() || line.starts_with('#')) return;
        const bool is_code = line.starts_with("import ") || line.starts_with("import\t");
        if (!is_code) return path_.add(join_path(folder, line));
        // Code may add anything; what installs a project in place says so by these names.
        for (const std::string_view sign : {"__editable__", "sys.path", "addsitedir", "finder"}) {
            if (line.find(sign) != std::string_view::npos) path_.is_certain = false;
        }
    }

    const TargetFiles& files_;
    const Graph& graph_;
    const Process& process_;
    const Program* program_;
    SearchPath path_;
};

/// Looks one dotted name up.
class ModuleWalk {
  public:
    ModuleWalk(const TargetFiles& files, const SearchPath& path) : files_(files), path_(path) {}

    void walk(ModuleState& state) {
        std::vector<std::string> folders = path_.folders;
        std::string name;
        state.is_certain = path_.is_certain;
        const std::vector<std::string_view> parts = split(state.module, '.');
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const bool is_last = i + 1 == parts.size();
            name += (i == 0 ? "" : ".") + std::string(parts[i]);
            const Found found = find(folders, std::string(parts[i]));
            if (found.kind == Kind::hidden) state.is_certain = false;
            const bool is_dead_end = found.kind == Kind::module && !is_last;
            if (found.kind == Kind::none || is_dead_end) {
                state.missing = is_dead_end ? name + "." + std::string(parts[i + 1]) : name;
                state.searched = std::move(folders);
                return;
            }
            if (is_last) {
                state.is_found = true;
                state.path = found.file;
                return;
            }
            // A package that was found decides: what it has not, no other folder can have.
            if (found.kind == Kind::package) state.is_certain = !extends_path(found.file);
            folders = found.folders;
        }
    }

  private:
    enum class Kind : std::uint8_t { none, module, package, namespace_package, hidden };
    struct Found {
        Kind kind = Kind::none;
        std::string file;                  // the module's own text
        std::vector<std::string> folders;  // where its parts lie
    };

    Found find(const std::vector<std::string>& folders, const std::string& name) const {
        Found spread;
        for (const std::string& folder : folders) {
            const std::string base = (folder == "/" ? "" : folder) + "/" + name;
            const std::string init = base + "/__init__.py";
            const FileStatus status = files_.status(base);
            if (status.is_hidden) spread.kind = Kind::hidden;
            if (files_.is_file(init)) return {Kind::package, init, {base}};
            if (files_.is_file(base + ".py")) return {Kind::module, base + ".py", {}};
            if (const auto binary = find_binary(folder, name)) return {Kind::module, *binary, {}};
            if (status.kind != FileKind::directory) continue;
            if (spread.kind == Kind::none) spread.kind = Kind::namespace_package;
            spread.folders.push_back(base);
        }
        return spread;
    }

    /// `name.so`, `name.cpython-311-x86_64-linux-gnu.so`, `name.pyc`.
    std::optional<std::string> find_binary(const std::string& folder, const std::string& name) const {
        const auto entries = files_.list(folder);
        if (!entries) return std::nullopt;
        const auto found = std::find_if(entries->begin(), entries->end(), [&](const std::string& entry) {
            return entry.starts_with(name + ".") && (entry.ends_with(".so") || entry.ends_with(".pyc"));
        });
        return found == entries->end() ? std::nullopt : std::optional(folder + "/" + *found);
    }

    /// Whether the package adds folders to those that its parts are looked up in.
    bool extends_path(const std::string& init) const {
        const auto text = files_.read(init);
        return !text || text->find("__path__") != std::string::npos;
    }

    const TargetFiles& files_;
    const SearchPath& path_;
};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || !is_word(text[at - 1]);
        const bool ends = at + word.size() == text.size() || !is_word(text[at + word.size()]);
        if (starts && ends) return true;
    }
    return false;
}

/// `text` with comments blanked, so that a callable that is commented out is none.
std::string without_comments(std::string_view text) {
    std::string kept;
    for (const std::string_view line : split(text, '\n')) {
        if (!trim(line).starts_with('#')) kept.append(line).push_back('\n');
    }
    return kept;
}

/// What the text of the application's module says: whether the callable can be in it, and for
/// which of Python's two interfaces it is made.
void read_application(const TargetFiles& files, ModuleState& state) {
    if (!state.path.ends_with(".py")) return;
    const auto read = files.read(state.path);
    if (!read) return;
    const std::string text = without_comments(*read);
    const bool may_be_made = text.find("import *") != std::string::npos || has_word(text, "globals") || has_word(text, "exec") ||
                             has_word(text, "setattr") || has_word(text, "__getattr__");
    state.has_callable = state.callable.empty() || may_be_made || has_word(text, state.callable);
    const auto mentions = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
    };
    state.is_wsgi = mentions({"get_wsgi_application", "WSGIHandler", "Flask", "get_wsgi_app"});
    state.is_asgi = mentions({"get_asgi_application", "ProtocolTypeRouter", "FastAPI", "Starlette", "ASGIHandler", "WsgiToAsgi",
                              "WSGIMiddleware", "AsgiHandler", "get_default_application"});
}

/// Modules that are part of the interpreter's own binary (Python 3.11 sys.builtin_module_names).
bool is_builtin(std::string_view name) {
    static constexpr std::string_view names[] = {"array", "atexit", "binascii", "builtins", "cmath", "errno", "faulthandler", "fcntl", "gc",
                                                 "grp", "itertools", "marshal", "math", "posix", "pwd", "pyexpat", "select", "spwd", "sys",
                                                 "syslog", "time", "unicodedata", "zlib", "uwsgi", "uwsgidecorators"};
    return name.starts_with('_') || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// The packages that a file imports whatever happens: `import a.b`, `from a.b import c` at the
/// start of a line.
std::vector<std::string> packages_imported(std::string_view text) {
    std::vector<std::string> packages;
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t head = line.starts_with("import ") ? 7 : line.starts_with("from ") ? 5 : 0;
        if (head == 0) continue;
        const std::string_view rest = trim(line.substr(head));
        const std::string_view package = rest.substr(0, rest.find_first_of(". \t,;#"));
        // `from . import x` has none.
        if (!package.empty() && std::all_of(package.begin(), package.end(), is_word)) packages.emplace_back(package);
    }
    return packages;
}

/// The first package that the application's file imports and that is not installed.
void check_imports(const TargetFiles& files, const SearchPath& path, ModuleState& state) {
    if (!path.is_certain || !state.path.ends_with(".py")) return;
    const auto text = files.read(state.path);
    // A file that adds folders itself finds more than we do.
    if (!text || text->find("sys.path") != std::string::npos || text->find("addsitedir") != std::string::npos) return;
    for (const std::string& package : packages_imported(*text)) {
        if (is_builtin(package)) continue;
        ModuleState imported;
        imported.module = package;
        ModuleWalk(files, path).walk(imported);
        if (imported.is_found || imported.missing.empty() || !imported.is_certain) continue;
        state.missing = package;
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

bool is_dotted_name(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_word) && (part[0] < '0' || part[0] > '9');
    });
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
        const SearchPath path = SearchPathMaker(files, graph, process).make();
        ModuleWalk walk(files, path);
        std::optional<ModuleState> application = application_of(process);
        if (application) {
            walk.walk(*application);
            if (application->is_found) {
                read_application(files, *application);
                check_imports(files, SearchPathMaker(files, graph, process).make_strict(), *application);
            }
        }
        std::optional<ModuleState> settings = settings_of(files, graph, process, application);
        if (settings) walk.walk(*settings);
        for (std::optional<ModuleState>* state : {&application, &settings}) {
            if (!*state) continue;
            (*state)->process = graph.id_of(process);
            states.push_back(**std::move(state));
        }
    }
    return states;
}

}  // namespace stackc
