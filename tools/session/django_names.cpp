#include "tools/session/django_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/python/parser.h"
#include "tools/session/module_search.h"

namespace stackc {

namespace {

/// What a name in the settings has to be.
enum class Wanted : std::uint8_t { module, object, app };

/// When Django looks the name up, and so what fails.
enum class When : std::uint8_t { start, request, use, development };

struct DjangoName {
    std::string setting;
    const PythonValue* value = nullptr;
    Wanted wanted = Wanted::module;
    When when = When::start;
};

class NameList {
  public:
    explicit NameList(const SettingsModule& settings) : settings_(settings) {}

    std::vector<DjangoName> make() {
        add_items("INSTALLED_APPS", Wanted::app, When::start);
        add_items("MIDDLEWARE", Wanted::object, When::start);
        add_items("AUTHENTICATION_BACKENDS", Wanted::object, When::use);
        add("ROOT_URLCONF", Wanted::module, When::request);
        add("SESSION_ENGINE", Wanted::module, When::start);
        add("EMAIL_BACKEND", Wanted::object, When::use);
        add("WSGI_APPLICATION", Wanted::object, When::development);
        add("ASGI_APPLICATION", Wanted::object, When::development);
        add_each("DATABASES", "ENGINE", Wanted::module, When::request);
        add_each("CACHES", "BACKEND", Wanted::object, When::use);
        add_each("CHANNEL_LAYERS", "BACKEND", Wanted::object, When::use);
        return std::move(names_);
    }

  private:
    void add_value(std::string_view setting, const PythonValue* value, Wanted wanted, When when) {
        const bool is_name = value != nullptr && value->is_text() && value->is_certain() && is_dotted_name(value->text);
        if (is_name) names_.push_back({std::string(setting), value, wanted, when});
    }
    void add(std::string_view setting, Wanted wanted, When when) { add_value(setting, settings_.find(setting), wanted, when); }
    void add_items(std::string_view setting, Wanted wanted, When when) {
        const PythonValue* all = settings_.find(setting);
        if (all == nullptr || !all->is_sequence()) return;
        for (const PythonValue& item : all->items) add_value(setting, &item, wanted, when);
    }
    void add_each(std::string_view setting, std::string_view key, Wanted wanted, When when) {
        const PythonValue* all = settings_.find(setting);
        if (all == nullptr || all->kind != PythonValue::Kind::dict) return;
        for (const PythonValue& one : all->items) add_value(setting, one.find(key), wanted, when);
    }

    const SettingsModule& settings_;
    std::vector<DjangoName> names_;
};

/// Why a name leads nowhere.
struct Failure {
    std::string error;  // as Python words it
    std::string near;   // what was probably meant
};

class NameCheck {
  public:
    NameCheck(const TargetFiles& files, const SearchPath& path) : files_(files), path_(path) {}

    std::optional<Failure> check(const DjangoName& name) const {
        const std::string& text = name.value->text;
        if (name.wanted != Wanted::object) {
            const ModuleState state = look_up(text);
            if (state.is_found || is_unsure(state)) return std::nullopt;
            const char first = text[text.rfind('.') + 1];
            const bool is_class = name.wanted == Wanted::app && first >= 'A' && first <= 'Z';
            if (!is_class) return missing(state);
        }
        const std::size_t dot = text.rfind('.');
        if (dot == std::string::npos) return std::nullopt;
        const ModuleState holder = look_up(text.substr(0, dot));
        if (is_unsure(holder)) return std::nullopt;
        if (!holder.is_found) return missing(holder);
        return missing_in(holder, text.substr(dot + 1));
    }

  private:
    ModuleState look_up(const std::string& module) const {
        ModuleState state;
        state.module = module;
        find_module(files_, path_, state);
        return state;
    }
    static bool is_unsure(const ModuleState& state) { return !state.is_found && (!state.is_certain || state.missing.empty()); }

    Failure missing(const ModuleState& state) const {
        const std::size_t dot = state.missing.rfind('.');
        const std::string last = state.missing.substr(dot == std::string::npos ? 0 : dot + 1);
        std::vector<std::string> found;
        if (dot != std::string::npos && !state.searched.empty()) found = names_in(state.searched.front());
        std::vector<std::string_view> candidates(found.begin(), found.end());
        const auto near = nearest(last, candidates);
        return {fmt::format("ModuleNotFoundError: No module named '{}'", quoted(state.missing)),
                near ? state.missing.substr(0, dot + 1) + std::string(*near) + state.module.substr(state.missing.size()) : std::string()};
    }

    /// The modules that lie in a folder.
    std::vector<std::string> names_in(const std::string& folder) const {
        std::vector<std::string> names;
        const auto entries = files_.list(folder);
        if (!entries) return names;
        for (const std::string& entry : *entries) {
            if (entry.ends_with(".py")) names.push_back(entry.substr(0, entry.size() - 3));
            else if (entry.find('.') == std::string::npos && !entry.starts_with("__")) names.push_back(entry);
        }
        return names;
    }

    std::optional<Failure> missing_in(const ModuleState& holder, const std::string& object) const {
        const auto text = holder.path.ends_with(".py") ? files_.read(holder.path) : Result<std::string, IoError>(IoError{});
        if (!text || may_define(without_comments(*text), object) || look_up(holder.module + "." + object).is_found) return std::nullopt;
        std::vector<std::string_view> candidates;
        for (const std::string_view line : split(*text, '\n')) {
            if (line.starts_with("class ")) candidates.push_back(line.substr(6, line.find_first_of("(:", 6) - 6));
        }
        const auto near = nearest(object, candidates);
        return Failure{fmt::format("ImportError: Module \"{}\" does not define a \"{}\" attribute/class", quoted(holder.module), quoted(object)),
                       near ? holder.module + "." + std::string(*near) : std::string()};
    }

    const TargetFiles& files_;
    const SearchPath& path_;
};

std::string what_fails(When when) {
    switch (when) {
        case When::start: return "the application cannot be loaded and nginx answers 502 or 500";
        case When::request: return "the servers start, and every request ends in 500";
        case When::use: return "the servers start, and whatever uses it ends in 500";
        case When::development: return "`manage.py runserver` reads it; other servers are told the application by name";
    }
    unreachable("When");
}

bool adds_folders(std::string_view text) {
    return text.find("sys.path") != std::string_view::npos || text.find("addsitedir") != std::string_view::npos;
}

/// A file that is there and stops Python: what is wrong with it.
class FileCheck {
  public:
    FileCheck(const TargetFiles& files, const SearchPath& path, Reporter& report) : files_(files), path_(path), report_(report) {}

    /// The file's own imports, told at `span` where it is not one of the workspace's.
    void check(const Document* document, const std::string& file, Span span) {
        const std::optional<MissingImport> missing = first_missing_import(files_, path_, file);
        if (!missing) return;
        const auto at = static_cast<std::uint32_t>(missing->at);
        const Span place = document == nullptr ? span : Span{document->file(), at, at + static_cast<std::uint32_t>(missing->module.size())};
        if (!seen_.insert(place).second) return;
        const bool is_own = missing->module.find('.') != std::string::npos;
        const std::string message = fmt::format("`{}` imports `{}`, which is {}", quoted(file), quoted(missing->module),
                                                is_own ? "not there" : "not installed for this server");
        report_.at("DJG016", place, message)
            .note(fmt::format("Python stops there: `ModuleNotFoundError: No module named '{}'`", quoted(missing->module)));
    }

    /// Whether a file that is no document of ours is Python.
    void check_syntax(const std::string& file, Span span) {
        const auto text = files_.read(file);
        if (!text) return;
        const SourceFile source{FileId{}, file, std::make_shared<SourceText>(*text)};
        const python::Parsed parsed = python::parse(source);
        if (parsed.mistakes.empty() || parsed.is_too_large) return;
        const auto line = std::count(text->begin(), text->begin() + parsed.mistakes.front().place.begin, '\n') + 1;
        report_.at("DJG016", span, fmt::format("`{}` is no Python from line {} on", quoted(file), line))
            .note("the servers start, and every request ends in 500: `SyntaxError`");
    }

  private:
    const TargetFiles& files_;
    const SearchPath& path_;
    Reporter& report_;
    std::set<Span> seen_;
};

class SettingsCheck {
  public:
    SettingsCheck(const TargetFiles& files, const Graph& graph, Reporter& report) : files_(files), graph_(graph), report_(report) {}

    void check(const SettingsModule& settings) {
        const Process* process = first_here(settings);
        const Document* document = graph_.document_of(settings.file);
        if (process == nullptr || document == nullptr || adds_folders(document->text())) return;
        const SearchPath path = strict_search_path(files_, graph_, *process);
        const NameCheck names(files_, path);
        if (!path.is_certain || some_entry_adds_folders(*process)) return;
        for (const DjangoName& name : NameList(settings).make()) {
            if (seen_.contains(name.value->span)) continue;
            if (const auto failure = names.check(name)) tell(name, *failure);
        }
        check_time_zone(settings);
        FileCheck imports(files_, path, report_);
        ModuleState own;
        own.module = settings.name;
        find_module(files_, path, own);
        if (own.is_found && own.path.ends_with(document->source().path.filename().string())) imports.check(document, own.path, document->source().whole());
        check_urls(settings, path, imports);
    }

  private:
    const Process* first_here(const SettingsModule& settings) const {
        for (const ProcessId id : settings.processes) {
            const Process& process = graph_.at(id);
            const bool is_folder = !process.directory.is_known() || files_.is_folder(*process.directory);
            if (runs_here(graph_, process) && is_folder) return &process;
        }
        return nullptr;
    }

    bool some_entry_adds_folders(const Process& process) const {
        for (const ModuleState& state : graph_.machine.modules) {
            if (state.process != graph_.id_of(process) || state.path.empty()) continue;
            const auto text = files_.read(state.path);
            if (!text || adds_folders(*text)) return true;
        }
        return false;
    }

    void tell(const DjangoName& name, const Failure& failure) {
        seen_.insert(name.value->span);
        auto found = report_.at("DJG015", name.value->span, fmt::format("`{}` names `{}`, which is not there", name.setting, quoted(name.value->text)));
        if (!failure.near.empty()) found.note(fmt::format("did you mean `{}`?", quoted(failure.near)));
        found.note(fmt::format("{}: `{}`", what_fails(name.when), failure.error));
        if (name.when == When::development) found.uncertain();
    }

    /// Django 3.2 conf/__init__.py: a zone without a file in /usr/share/zoneinfo is refused.
    void check_time_zone(const SettingsModule& settings) {
        const std::string root = "/usr/share/zoneinfo";
        const PythonValue* zone = settings.find("TIME_ZONE");
        const bool is_stated = zone != nullptr && zone->is_text() && zone->is_certain() && !zone->text.empty();
        if (!is_stated || !files_.is_file(root + "/UTC") || !seen_.insert(zone->span).second) return;
        if (files_.status(join_path(root, zone->text)).kind != FileKind::none) return;
        auto found = report_.at("DJG015", zone->span, fmt::format("there is no time zone `{}`", quoted(zone->text)));
        const std::size_t slash = zone->text.rfind('/') + 1;
        const auto entries = files_.list(parent_path(join_path(root, zone->text)));
        const std::vector<std::string_view> zones = entries ? std::vector<std::string_view>(entries->begin(), entries->end()) : std::vector<std::string_view>();
        if (const auto near = nearest(std::string_view(zone->text).substr(slash), zones)) found.note(fmt::format("did you mean `{}{}`?", quoted(zone->text.substr(0, slash)), *near));
        found.note(fmt::format("{}: `ValueError: Incorrect timezone setting: {}`", what_fails(When::start), quoted(zone->text)));
    }

    void check_urls(const SettingsModule& settings, const SearchPath& path, FileCheck& imports) {
        const PythonValue* urls = settings.find("ROOT_URLCONF");
        if (urls == nullptr || !urls->is_text() || !urls->is_certain() || !is_dotted_name(urls->text)) return;
        ModuleState state;
        state.module = urls->text;
        find_module(files_, path, state);
        if (!state.is_found || !state.path.ends_with(".py") || !seen_.insert(urls->span).second) return;
        const auto text = files_.read(state.path);
        if (!text) return;
        if (!may_define(without_comments(*text), "urlpatterns")) {
            report_.at("DJG015", urls->span, fmt::format("`{}` has no `urlpatterns`", quoted(state.path)))
                .note(fmt::format("every request ends in 500: `ImproperlyConfigured: The included URLconf '{}' does not appear to have any "
                                  "patterns in it.`", quoted(urls->text)));
        }
        imports.check_syntax(state.path, urls->span);
        imports.check(nullptr, state.path, urls->span);
    }

    const TargetFiles& files_;
    const Graph& graph_;
    Reporter& report_;
    std::set<Span> seen_;
};

}  // namespace

void report_django_names(const TargetFiles& files, const Graph& graph, Reporter& report) {
    SettingsCheck check(files, graph, report);
    for (const SettingsModule& settings : graph.settings) check.check(settings);
}

/// Whether the process gets the variable from what our files say.
static bool is_given(const Graph& graph, const Process& process, std::string_view name) {
    const auto gives = [&](const std::vector<EnvVariable>& variables) {
        return std::any_of(variables.begin(), variables.end(), [&](const EnvVariable& one) { return one.name == name; });
    };
    if (gives(process.env) || (process.program && gives(graph.at(*process.program).environment))) return true;
    return std::any_of(process.options.begin(), process.options.end(), [&](const Option& option) {
        const bool sets = option.name == "env" || option.name == "raw_env";
        return sets && (!option.value.is_known() || option.value->find(std::string(name) + "=") != std::string::npos);
    });
}

/// Whether all that gives the process its environment is known.
static bool is_told(const Graph& graph, const Process& process) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    return program != nullptr && program->manager == ManagerKind::supervisor && runs_here(graph, process) && process.is_fully_read && program->is_fully_read;
}

/// Something fills the environment from a file before the settings are read.
static bool may_read_variables(const TargetFiles& files, const Graph& graph, const Process& process, const Document& settings) {
    static constexpr std::string_view signs[] = {"dotenv", "read_env", "environs", "decouple", "/.env", "'.env", "\".env", "environ.update", "putenv"};
    const auto mentions = [&](std::string_view text) {
        return std::any_of(std::begin(signs), std::end(signs), [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
    };
    if (mentions(settings.text())) return true;
    for (const ModuleState& state : graph.machine.modules) {
        if (state.process != graph.id_of(process) || state.path.empty()) continue;
        const auto text = files.read(state.path);
        const auto init = files.read(parent_path(state.path) + "/__init__.py");
        if (!text || mentions(*text) || (init && mentions(*init))) return true;
    }
    return false;
}

/// Something else than Django and the standard library is imported, which may set the variable.
static bool imports_more(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view code = trim(line);
        if (!code.starts_with("import ") && !code.starts_with("from ")) continue;
        const std::string_view name = code.substr(code.find(' ') + 1);
        const bool is_harmless = name.starts_with("os") || name.starts_with("sys") || name.starts_with("django") || name.starts_with("pathlib");
        if (!is_harmless) return true;
    }
    return false;
}

/// A wsgi.py or asgi.py of Django that is told its settings by nobody.
static void check_settings_variable(const TargetFiles& files, const Graph& graph, const Process& process, Reporter& report) {
    constexpr std::string_view name = "DJANGO_SETTINGS_MODULE";
    if (is_given(graph, process, name)) return;
    for (const ModuleState& state : graph.machine.modules) {
        const bool is_ours = state.process == graph.id_of(process) && state.role == ModuleState::Role::application && state.is_found;
        const auto text = is_ours && state.path.ends_with(".py") ? files.read(state.path) : Result<std::string, IoError>(IoError{});
        if (!text || text->find(name) != std::string::npos || text->find("settings.configure") != std::string::npos) continue;
        const bool is_django = has_word(without_comments(*text), "get_wsgi_application") || has_word(without_comments(*text), "get_asgi_application");
        if (!is_django || imports_more(*text)) continue;
        report.at("DJG017", state.span, fmt::format("nobody tells `{}` which settings to use", quoted(state.path)))
            .note("the application cannot be loaded: `ImproperlyConfigured: Requested setting …, but settings are not configured. You must either "
                  "define the environment variable DJANGO_SETTINGS_MODULE or call settings.configure()`")
            .note("`os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"….settings\")` belongs there, before anything of Django is imported");
    }
}

void report_missing_variables(const TargetFiles& files, const Graph& graph, const std::vector<std::string>& known, Reporter& report) {
    if (known.empty()) return;
    for (const Process& process : graph.processes) {
        if (is_told(graph, process)) check_settings_variable(files, graph, process, report);
    }
    std::set<Span> seen;
    for (const SettingsModule& settings : graph.settings) {
        const Document* document = graph.document_of(settings.file);
        if (document == nullptr) continue;
        for (const ProcessId id : settings.processes) {
            const Process& process = graph.at(id);
            if (!is_told(graph, process) || may_read_variables(files, graph, process, *document)) continue;
            for (const EnvRead& read : settings.env_reads) {
                const bool is_known = std::find(known.begin(), known.end(), read.name) != known.end();
                if (read.has_default || is_known || is_given(graph, process, read.name) || !seen.insert(read.span).second) continue;
                report.at("DJG017", read.span, fmt::format("nobody gives {} the variable `{}`", name_of(graph, process), quoted(read.name)))
                    .label(graph.at(*process.program).name_span, "it is started here")
                    .note(fmt::format("the application cannot be loaded: `KeyError: '{}'`; nginx answers 502 or 500", quoted(read.name)))
                    .note(fmt::format("what a shell's profile sets no daemon has: `environment={}=\"…\"` in the program does", quoted(read.name)));
            }
        }
    }
}

}  // namespace stackc
