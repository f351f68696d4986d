// Django: which settings each process of the deployment uses, and what they say.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/django/asgi.h"
#include "compiler/frontends/django/claims.h"
#include "compiler/frontends/django/projects.h"
#include "compiler/frontends/django/settings_table.h"
#include "compiler/graph/django_routes.h"
#include "compiler/python/parser.h"
#include "compiler/python/undefined_names.h"

namespace stackc::frontends {

using django::NamedModule;
using django::Projects;
using django::Role;

namespace {

using Variables = std::map<std::string, Value<std::string>>;

class DjangoReader {
  public:
    DjangoReader(const Workspace& workspace, GraphBuilder& builder, Reporter& report)
        : projects_(workspace), builder_(builder), report_(report) {}

    void read() {
        if (projects_.documents().empty()) return;
        for (std::uint32_t i = 0; i < builder_.graph.processes.size(); ++i) read_process({i});
        for (const auto& [path, document] : projects_.documents()) {
            const Role role = django::role_of(path);
            if (role == Role::settings) read_unused(*document);
            if (role == Role::asgi || role == Role::routing) read_asgi(*document, role);
        }
    }

  private:
    // ------------------------------------------------------------------------ processes

    static void set_variable(std::string_view text, Span place, Variables& variables) {
        const std::size_t sign = text.find('=');
        if (sign == std::string_view::npos) return;
        variables.insert_or_assign(
            std::string(trim(text.substr(0, sign))),
            Value<std::string>::known(std::string(trim(text.substr(sign + 1))), place));
    }

    Variables variables_of(const Process& process) const {
        Variables variables;
        const auto add = [&](const std::vector<EnvVariable>& environment) {
            for (const EnvVariable& variable : environment)
                variables.try_emplace(variable.name, variable.value);
        };
        // uWSGI's `env` and gunicorn's `raw_env` are set inside the process, over its environment.
        for (const Option& option : process.options) {
            if (!option.value.is_known()) continue;
            const Span place = option.value.span();
            if (option.name == "env") set_variable(*option.value, place, variables);
            if (option.name != "raw_env") continue;
            const std::vector<std::string_view> settings = split(*option.value, ',');
            // A value with a comma of its own cannot be told from two settings.
            const bool is_clear = std::all_of(
                settings.begin(), settings.end(),
                [](std::string_view one) { return one.find('=') != std::string_view::npos; });
            for (const std::string_view one : settings) {
                if (is_clear)
                    set_variable(one, place, variables);
                else
                    variables.insert_or_assign(
                        std::string(one.substr(0, one.find('='))),
                        Value<std::string>::unknown("it may go on after a comma", place));
            }
        }
        add(process.env);
        if (process.program) {
            const Program& program = builder_.graph.at(*process.program);
            add(resolve_command(program.command).environment);
            add(program.environment);
        }
        return variables;
    }

    static bool may_run_django(const Process& process) {
        switch (process.kind) {
            case ServerKind::uwsgi:
            case ServerKind::gunicorn:
            case ServerKind::daphne:
            case ServerKind::uvicorn:
            case ServerKind::celery:
            case ServerKind::runserver:
                return true;
            case ServerKind::nginx:
            case ServerKind::redis:
            case ServerKind::other:
                return false;
        }
        return false;
    }

    /// "config.wsgi" of "config.wsgi:application", and of uWSGI's `wsgi-file = config/wsgi.py`.
    static std::string entry_module(const Process& process) {
        std::string name;
        if (process.kind == ServerKind::runserver) return "manage";
        if (process.module.is_known())
            name = process.module->substr(0, process.module->find_first_of(":("));
        if (const Option* file = process.option("wsgi-file");
            name.empty() && file != nullptr && file->value.is_known())
            name = *file->value;
        if (name.ends_with(".py")) {
            name.erase(name.size() - 3);
            // Of an absolute path the last two parts are looked for.
            std::size_t slash = name.rfind('/');
            if (slash != std::string::npos && slash > 0) slash = name.rfind('/', slash - 1);
            if (slash != std::string::npos) name.erase(0, slash + 1);
            std::replace(name.begin(), name.end(), '/', '.');
        }
        return name;
    }

    void read_process(ProcessId id) {
        const Process& process = builder_.graph.at(id);
        if (!may_run_django(process)) return;
        const Path near = process_path(process);
        const Variables variables = variables_of(process);
        const std::string entry = entry_module(process);
        const Document* entry_document = projects_.find(entry, near);
        if (entry_document != nullptr) entry_of_[id] = entry_document->file();
        const std::optional<NamedModule> named = chosen_settings(variables, entry_document);
        if (!named) return;
        const Path around = entry_document != nullptr ? entry_document->source().path : near;
        const Document* settings = projects_.find(named->name, around);
        if (settings == nullptr) return;
        add(*settings, *named, id, target_root(process, entry), variables);
    }

    /// A default that something which is not read may overrule: a file of variables, a script. And
    /// settings for a trial are a default for those who try.
    bool is_choice_certain(const Document& chosen, const NamedModule& named,
                           const Process& process) const {
        if (!named.is_default || !has_others(chosen, named.name)) return true;
        if (is_trial_name(named.name)) return false;
        if (!process.program || process.is_environment_known) return true;
        const Program& program = builder_.graph.at(*process.program);
        if (!program.launches.empty()) return false;
        const Document* document = builder_.graph.document_of(program.file);
        if (program.is_environment_known || document == nullptr) return true;
        return std::none_of(std::begin(more_variables), std::end(more_variables),
                            [&](std::string_view word) {
                               return document->text().find(word) != std::string_view::npos;
                           });
    }
    /// Whether the project has other settings that could be named.
    bool has_others(const Document& chosen, std::string_view name) const {
        const Path root = Projects::root_of(chosen, name);
        return std::any_of(
            projects_.documents().begin(), projects_.documents().end(), [&](const auto& each) {
                const Path relative = each.first.lexically_relative(root);
                const bool is_below = !relative.empty() && *relative.begin() != "..";
                return is_below && each.second.get() != &chosen &&
                       django::role_of(each.first) == Role::settings &&
                       each.first.filename() != "__init__.py" && !is_taken_in(*each.second);
            });
    }

    /// What names further variables, in the files of systemd and Docker's compose.
    static constexpr std::string_view more_variables[] = {"EnvironmentFile", "PassEnvironment",
                                                          "env_file"};

    static std::optional<NamedModule> chosen_settings(const Variables& variables,
                                                      const Document* entry) {
        const auto said = variables.find("DJANGO_SETTINGS_MODULE");
        if (said != variables.end()) {
            if (!said->second.is_known() || !said->second.has_span()) return std::nullopt;
            return NamedModule{*said->second, said->second.span()};
        }
        const std::shared_ptr<const python::Tree> tree =
            entry == nullptr ? nullptr : python::tree_of(*entry);
        return tree == nullptr ? std::nullopt : django::named_settings(*tree);
    }

    Path process_path(const Process& process) const {
        const FileId file =
            process.program ? builder_.graph.at(*process.program).file : process.span.file;
        const Document* document = builder_.graph.document_of(file);
        return document == nullptr ? Path("/") : document->source().path;
    }

    /// Where the folder lies on the target from which the process imports its modules.
    static std::optional<std::string> target_root(const Process& process,
                                                  const std::string& entry) {
        const Option* path = process.option("pythonpath");
        const Value<std::string>& said = path != nullptr ? path->value : process.directory;
        if (!said.is_known() || !said->starts_with('/') || entry.empty()) return std::nullopt;
        return normal_path(*said);
    }

    // ------------------------------------------------------------------------- settings

    /// Evaluations are the same where module, place and environment are.
    static std::string key_of(const Document& document, const std::optional<std::string>& root,
                              const Variables& variables) {
        std::string key = std::to_string(document.file().value) + "\n" + root.value_or("?");
        for (const auto& [name, value] : variables)
            key += "\n" + name + "=" + (value.is_known() ? *value : "\x01");
        return key;
    }

    void add(const Document& document, const NamedModule& named, ProcessId process,
             const std::optional<std::string>& root, const Variables& variables) {
        const bool is_certain = is_choice_certain(document, named, builder_.graph.at(process));
        const std::string key = key_of(document, root, variables) + (is_certain ? "" : "\n?");
        const auto known = known_.find(key);
        if (known != known_.end()) {
            builder_.graph.settings[known->second].processes.push_back(process);
            return;
        }
        SettingsModule module = evaluated(document, named.name, root, variables);
        if (const auto tree = python::tree_of(document); tree != nullptr && checked_.insert(document_span(document)).second)
            python::report_undefined_name(*tree, report_);
        module.chosen = named.span;
        module.is_choice_certain = is_certain;
        module.processes.push_back(process);
        known_[key] = builder_.graph.settings.size();
        builder_.graph.settings.push_back(std::move(module));
    }

    SettingsModule evaluated(const Document& document, const std::string& name,
                             const std::optional<std::string>& root, const Variables& variables) {
        const python::Evaluation evaluation = projects_.evaluate(document, name, root, variables);
        SettingsModule module;
        module.name = name;
        module.file = document.file();
        module.chosen = {document.file(), 0, 0};
        module.is_fully_read = evaluation.is_complete;
        module.is_overridable = evaluation.is_overridable;
        for (const auto& [setting, binding] : evaluation.names) {
            const bool is_upper = std::none_of(setting.begin(), setting.end(),
                                               [](char c) { return c >= 'a' && c <= 'z'; });
            if (is_upper && !setting.starts_with('_'))
                module.values.emplace(setting, binding.value);
            if (is_upper) check_name(setting, binding, evaluation);
        }
        module.env_reads = evaluation.env_reads;
        seen_.insert(evaluation.files.begin(), evaluation.files.end());
        return module;
    }

    static Span document_span(const Document& document) { return {document.file(), 0, 0}; }

    /// A settings file that no process is known to use, and that no other takes in.
    void read_unused(const Document& document) {
        if (seen_.contains(document.file()) || is_taken_in(document)) return;
        SettingsModule module =
            evaluated(document, document.source().path.stem().string(), std::nullopt, {});
        module.name.clear();
        builder_.graph.settings.push_back(std::move(module));
    }

    bool is_taken_in(const Document& wanted) const {
        for (const auto& [path, document] : projects_.documents()) {
            if (document.get() == &wanted || django::role_of(path) != Role::settings) continue;
            const std::string stem = wanted.source().path.stem().string();
            const bool is_beside = path.parent_path() == wanted.source().path.parent_path();
            if (is_beside &&
                document->text().find("." + stem + " import") != std::string_view::npos)
                return true;
        }
        return false;
    }

    // --------------------------------------------------------------------------- names

    /// A name one slip away from a setting's, which nobody reads: Django does not look at it.
    void check_name(const std::string& name, const python::Binding& binding,
                    const python::Evaluation& evaluation) {
        constexpr std::size_t shortest = 6;
        const std::span<const std::string_view> all = django::setting_names();
        if (name.size() < shortest || std::binary_search(all.begin(), all.end(), name)) return;
        for (const std::string_view setting : all) {
            if (edit_distance(name, setting) != 1 ||
                evaluation.names.contains(std::string(setting)))
                continue;
            if (is_read(name) || !checked_.insert(binding.name).second) return;
            report_
                .at("DJG004", binding.name,
                    fmt::format("`{}` is no setting of Django's: `{}` is near", quoted(name),
                                setting))
                .note(fmt::format("Django ignores it, and `{}` keeps its default", setting))
                .fix(fmt::format("rename it to `{}`", setting), Safety::unsafe,
                     {{binding.name, std::string(setting)}});
            return;
        }
    }

    /// Whether any file of the projects names it a second time.
    bool is_read(const std::string& name) const {
        std::size_t seen = 0;
        for (const auto& [path, document] : projects_.documents()) {
            const std::string_view text = document->text();
            for (std::size_t at = text.find(name); at != std::string_view::npos;
                 at = text.find(name, at + name.size())) {
                const auto is_part = [&](std::size_t place) {
                    return place < text.size() &&
                           (text[place] == '_' || (text[place] >= 'A' && text[place] <= 'Z') ||
                            (text[place] >= 'a' && text[place] <= 'z'));
                };
                if ((at == 0 || !is_part(at - 1)) && !is_part(at + name.size())) ++seen;
            }
        }
        return seen > 1;
    }

    // ---------------------------------------------------------------------------- asgi

    void read_asgi(const Document& document, Role role) {
        if (role == Role::asgi) django::check_asgi(projects_, document, report_);
        std::optional<AsgiApp> app = django::read_asgi(projects_, document);
        if (!app) return;
        for (const auto& [process, file] : entry_of_) {
            if (file == document.file()) app->processes.push_back(process);
        }
        builder_.graph.asgi_apps.push_back(*std::move(app));
    }

    Projects projects_;
    GraphBuilder& builder_;
    Reporter& report_;
    std::map<std::string, std::size_t> known_;
    std::map<ProcessId, FileId> entry_of_;
    std::set<FileId> seen_;   // settings files that some evaluation read
    std::set<Span> checked_;  // names that were reported
};

/// The files that `from x import …` may take from, as paths from where it is said.
void add_references(const python::Tree& tree, const python::Node& node,
                    std::vector<FileReference>& references) {
    const std::string_view origin = tree.text(tree.child(node, 0));
    const std::size_t level = std::min(origin.find_first_not_of('.'), origin.size());
    std::string name(origin.substr(level));
    std::replace(name.begin(), name.end(), '.', '/');
    const auto refer = [&](const std::string& path) {
        references.push_back({path, false, tree.span(node), "", {"."}});
    };
    // `..base` lies one folder up and nowhere else; an absolute name in some folder above.
    constexpr std::size_t most_folders = 5;
    std::string up;
    for (std::size_t i = 1; i <= (level == 0 ? most_folders : level); ++i) {
        if (level == 0 || i == level) {
            if (!name.empty()) refer(up + name + ".py");
            if (!name.empty()) refer(up + name + "/__init__.py");
            for (std::size_t each = 1; each < node.child_count; ++each) {
                const python::Node& alias = tree.child(node, each);
                if (alias.kind == python::Kind::alias)
                    refer(up + (name.empty() ? "" : name + "/") +
                          std::string(tree.text(tree.child(alias, 0))) + ".py");
            }
        }
        up += "../";
    }
}

}  // namespace

static Document parse_django(const SourceFile& file, Reporter& report) {
    return python::read_document("django", file, report);
}

/// Settings take in settings, entry points their routes; what else they import is code.
static std::vector<FileReference> references_of(const Document& document) {
    std::vector<FileReference> references;
    const std::shared_ptr<const python::Tree> tree = python::tree_of(document);
    if (tree == nullptr) return references;
    const Role role = django::role_of(document.source().path);
    for (const python::Node& node : tree->nodes()) {
        if (node.kind != python::Kind::import_from || node.child_count < 2) continue;
        const std::string_view origin = tree->text(tree->child(node, 0));
        const bool is_relative = origin.starts_with('.');
        const bool takes_all = tree->child(node, 1).kind == python::Kind::star;
        const bool is_settings = role == Role::settings && (takes_all || is_relative);
        const bool is_route = (role == Role::asgi || role == Role::routing) &&
                              !origin.starts_with("django") && !origin.starts_with("channels");
        if (is_settings || is_route) add_references(*tree, node, references);
    }
    return references;
}

static void lower_django(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    DjangoReader(workspace, builder, report).read();
}

static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend django{
    .name = "django",
    .stage = 25,
    .globs = stackc::django::globs,
    .comment_signs = comment_signs,
    .claims = stackc::django::looks_like_django,
    .parse = parse_django,
    .references = references_of,
    .lower = lower_django,
};

}  // namespace stackc::frontends
