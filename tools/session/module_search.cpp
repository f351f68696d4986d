#include "tools/session/module_search.h"

#include <algorithm>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/python/parser.h"

namespace stackc {

namespace {

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
        // A tree without Python's own library is no machine's.
        const bool has_library = std::any_of(path_.folders.begin(), path_.folders.end(), [&](const std::string& folder) { return files_.is_file(folder + "/os.py"); });
        path_.is_certain = path_.is_certain && has_library;
        return std::move(path_);
    }

  private:
    void add(const std::string& folder) {
        std::vector<std::string>& folders = path_.folders;
        if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
    }

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
        if (folder) add(*folder);
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
            else if (folder.starts_with('/')) add(normal_path(folder));
            else if (base) add(join_path(*base, folder));
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
            add(folder);
            add(folder + "/lib-dynload");
            if (!has_packages) continue;
            for (const char* packages : {"site-packages", "dist-packages"}) add_site(folder + "/" + packages);
        }
    }

    /// A folder of installed packages, with the folders that its *.pth files add.
    void add_site(const std::string& folder) {
        const auto entries = files_.list(folder);
        if (!entries) return;
        add(folder);
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
        if (!is_code) return add(join_path(folder, line));
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

}  // namespace

SearchPath search_path(const TargetFiles& files, const Graph& graph, const Process& process) {
    return SearchPathMaker(files, graph, process).make();
}

SearchPath strict_search_path(const TargetFiles& files, const Graph& graph, const Process& process) {
    return SearchPathMaker(files, graph, process).make_strict();
}

void find_module(const TargetFiles& files, const SearchPath& path, ModuleState& state) { ModuleWalk(files, path).walk(state); }

/// Modules that are part of the interpreter's own binary (Python 3.11 sys.builtin_module_names).
bool is_builtin_module(std::string_view name) {
    static constexpr std::string_view names[] = {"array", "atexit", "binascii", "builtins", "cmath", "errno", "faulthandler", "fcntl", "gc",
                                                 "grp", "itertools", "marshal", "math", "posix", "pwd", "pyexpat", "select", "spwd", "sys",
                                                 "syslog", "time", "unicodedata", "zlib", "uwsgi", "uwsgidecorators"};
    return name.starts_with('_') || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

static bool is_word(char c) {
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

bool is_dotted_name(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_word) && (part[0] < '0' || part[0] > '9');
    });
}

/// What a file imports whatever happens: the statements of the file itself, not those in `try` or
/// in functions.
static std::vector<MissingImport> imports_of(const python::Tree& tree) {
    std::vector<MissingImport> imports;
    for (const python::NodeIndex index : tree.statements()) {
        const python::Node& node = tree.node(index);
        if (node.kind != python::Kind::import && node.kind != python::Kind::import_from) continue;
        for (std::size_t i = 0; i < node.child_count; ++i) {
            const python::Node& child = tree.child(node, i);
            const python::Node& name = node.kind == python::Kind::import ? tree.child(child, 0) : child;
            const std::string_view text = tree.text(name);
            // `from . import x` may mean a name of the package itself.
            const bool is_name = is_dotted_name(text.substr(std::min(text.find_first_not_of('.'), text.size())));
            if (is_name) imports.push_back({std::string(text), name.begin});
            if (node.kind == python::Kind::import_from) break;
        }
    }
    return imports;
}

/// Installed, so that its parts may be made while it is imported.
static bool is_installed(const std::string& file) {
    return file.find("/lib/python3") != std::string::npos || file.find("-packages/") != std::string::npos || !file.ends_with(".py");
}

/// What of `module` Python does not find; nothing where it does, or may.
static std::optional<std::string> part_not_found(const TargetFiles& files, const SearchPath& path, const std::string& module) {
    ModuleState first;
    first.module = module.substr(0, module.find('.'));
    if (is_builtin_module(first.module)) return std::nullopt;
    find_module(files, path, first);
    if (!first.is_found) return first.missing.empty() || !first.is_certain ? std::nullopt : std::optional(first.module);
    if (first.module == module || is_installed(first.path)) return std::nullopt;
    ModuleState whole;
    whole.module = module;
    find_module(files, path, whole);
    return whole.is_found || !whole.is_certain ? std::nullopt : std::optional(module);
}

std::optional<MissingImport> first_missing_import(const TargetFiles& files, const SearchPath& path, const std::string& file) {
    if (!path.is_certain || is_installed(file)) return std::nullopt;
    const auto text = files.read(file);
    // A file that adds folders itself finds more than we do.
    if (!text || text->find("sys.path") != std::string::npos || text->find("addsitedir") != std::string::npos) return std::nullopt;
    const SourceFile source{FileId{}, file, std::make_shared<SourceText>(*text)};
    for (const MissingImport& import : imports_of(*python::parse(source).tree)) {
        const std::size_t level = import.module.find_first_not_of('.');
        std::string folder = file;
        for (std::size_t i = 0; i < level; ++i) folder = parent_path(folder);
        const SearchPath around{{folder}, true};
        const auto missing = part_not_found(files, level == 0 ? path : around, import.module.substr(level));
        if (missing) return MissingImport{import.module.substr(0, level) + *missing, import.at};
    }
    return std::nullopt;
}

bool may_define(std::string_view text, std::string_view name) {
    const bool may_be_made = text.find("import *") != std::string_view::npos || has_word(text, "globals") || has_word(text, "exec") ||
                             has_word(text, "setattr") || has_word(text, "__getattr__");
    return may_be_made || has_word(text, name);
}

}  // namespace stackc
