#include "tools/session/machine.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"
#include "tools/session/addresses_in_use.h"
#include "tools/session/command_lookup.h"
#include "tools/session/django_names.h"
#include "tools/session/machine_reports.h"
#include "tools/session/python_modules.h"
#include "tools/session/target_files.h"

namespace stackc {

static std::optional<std::uint32_t> parse_id(std::string_view text) {
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number || *number > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

void read_accounts(const FileSystem& files, const SessionOptions& options, Graph& graph) {
    if (!options.is_live && !options.sysroot) return;
    const Path base = options.sysroot.value_or("/");
    const auto passwd = files.read(base / "etc/passwd");
    const auto group = files.read(base / "etc/group");
    if (!passwd || !group) return;
    graph.target.knows_accounts = true;
    std::map<std::uint32_t, std::string> group_names;
    std::map<std::string, std::vector<std::string>> member_of;
    for (const std::string_view line : split(*group, '\n')) {
        const std::vector<std::string_view> fields = split(line, ':');
        if (fields.size() < 4) continue;
        const std::optional<std::uint32_t> gid = parse_id(fields[2]);
        if (gid) group_names[*gid] = fields[0];
        graph.groups.push_back({std::string(fields[0]), gid, {}});
        for (const std::string_view member : split(fields[3], ',')) member_of[std::string(trim(member))].emplace_back(fields[0]);
    }
    for (const std::string_view line : split(*passwd, '\n')) {
        const std::vector<std::string_view> fields = split(line, ':');
        if (fields.size() < 7) continue;
        User user;
        user.name = fields[0];
        user.uid = parse_id(fields[2]);
        user.home = Value<std::string>::by_default(std::string(fields[5]));
        user.shell = Value<std::string>::by_default(std::string(trim(fields[6])));
        if (const auto gid = parse_id(fields[3]); gid && group_names.contains(*gid)) {
            user.primary_group = Value<std::string>::by_default(group_names[*gid]);
        }
        for (const std::string& name : member_of[user.name]) user.groups.push_back(Value<std::string>::by_default(name));
        graph.users.push_back(std::move(user));
    }
}

/// The first things that lie in a folder: what holds for them holds as a rule for the rest.
static void add_content(const TargetFiles& files, const std::string& folder, std::set<std::string>& needed) {
    constexpr std::size_t most = 100;
    const auto names = files.list(folder);
    if (!names) return;
    for (std::size_t i = 0; i < std::min(most, names->size()); ++i) needed.insert(join_path(folder, (*names)[i]));
}

/// What tells a virtual environment from any other folder, and of which Python it is.
static void add_environment(const TargetFiles& files, const std::string& home, std::set<std::string>& needed) {
    if (!home.starts_with('/')) return;
    for (const std::string& prefix : {normal_path(home), std::string("/usr")}) {
        const auto names = files.list(prefix + "/lib");
        if (!names) continue;
        for (const std::string& name : *names) {
            if (name.starts_with("python3.")) needed.insert(prefix + "/lib/" + name);
        }
    }
    for (const char* part : {"/pyvenv.cfg", "/lib"}) needed.insert(normal_path(home) + part);
}

/// The files into which Django logs.
static void add_logs_of(const SettingsModule& settings, std::set<std::string>& needed) {
    const PythonValue* logging = settings.find("LOGGING");
    const PythonValue* handlers = logging == nullptr ? nullptr : logging->find("handlers");
    if (handlers == nullptr) return;
    for (const PythonValue& handler : handlers->items) {
        const PythonValue* file = handler.find("filename");
        if (file != nullptr && file->is_text() && file->text.starts_with('/')) needed.insert(normal_path(file->text));
    }
}

/// The files that Django keeps: a database of SQLite, what visitors upload.
static void add_data_of(const SettingsModule& settings, std::set<std::string>& needed) {
    if (const std::string* media = settings.text("MEDIA_ROOT"); media != nullptr && media->starts_with('/')) needed.insert(normal_path(*media));
    const PythonValue* databases = settings.find("DATABASES");
    const PythonValue* database = databases == nullptr ? nullptr : databases->find("default");
    const PythonValue* name = database == nullptr ? nullptr : database->find("NAME");
    if (name != nullptr && name->is_text() && name->text.starts_with('/')) needed.insert(normal_path(name->text));
}

/// Every path that something in the graph needs.
static std::set<std::string> needed_paths(const TargetFiles& files, const Graph& graph) {
    std::set<std::string> needed;
    for (const PathUse& use : graph.path_uses) {
        if (use.role == PathRole::static_files) add_content(files, use.path, needed);
    }
    for (const SettingsModule& settings : graph.settings) {
        add_data_of(settings, needed);
        add_logs_of(settings, needed);
    }
    for (const Listener& listener : graph.listeners) {
        if (listener.endpoint.is_known() && as_unix(*listener.endpoint)) needed.insert(as_unix(*listener.endpoint)->path);
    }
    for (const PathUse& use : graph.path_uses) needed.insert(use.path);
    for (const Program& program : graph.programs) needed.insert(program.directory.value_or("/"));
    for (const Process& process : graph.processes) needed.insert(process.directory.value_or("/"));
    for (const CommandState& command : graph.machine.commands) needed.insert(command.path);
    for (const ModuleState& module : graph.machine.modules) needed.insert(module.path);
    for (const Process& process : graph.processes) {
        const Document* config = process.config ? graph.document_of(*process.config) : nullptr;
        if (config != nullptr) needed.insert(config->source().path.string());
        if (const Option* home = process.option("home"); home != nullptr && home->value.is_known()) add_environment(files, *home->value, needed);
    }
    return needed;
}

static std::set<std::string> with_folders_above(const std::set<std::string>& paths) {
    std::set<std::string> all{"/"};
    for (const std::string& path : paths) {
        if (!path.starts_with('/')) continue;
        for (std::string above = normal_path(path); all.insert(above).second;) above = parent_path(above);
    }
    return all;
}

static void read_paths(const TargetFiles& files, Graph& graph) {
    graph.target.knows_paths = true;
    std::map<std::uint32_t, std::string> users, groups;
    for (const User& user : graph.users) if (user.uid) users.try_emplace(*user.uid, user.name);
    for (const Group& group : graph.groups) if (group.gid) groups.try_emplace(*group.gid, group.name);
    for (const std::string& path : with_folders_above(needed_paths(files, graph))) {
        const FileStatus status = files.status(path);
        if (status.is_hidden) continue;
        PathState state;
        state.exists = status.kind != FileKind::none;
        state.is_directory = status.kind == FileKind::directory;
        state.mode = status.mode;
        state.owner = users.contains(status.uid) ? users[status.uid] : std::to_string(status.uid);
        state.group = groups.contains(status.gid) ? groups[status.gid] : std::to_string(status.gid);
        graph.paths[path] = std::move(state);
    }
}

void read_machine(const FileSystem& files, const SessionOptions& options, Graph& graph, Reporter& report) {
    if (!options.is_live && !options.sysroot) return;
    const TargetFiles target(files, options);
    graph.machine.commands = look_up_commands(target, graph);
    graph.machine.modules = look_up_modules(target, graph);
    report_broken_links(target, graph, report);
    report_django_names(target, graph, report);
    report_missing_workers(target, graph, report);
    report_missing_imports(target, graph, report);
    report_missing_variables(target, graph, manager_environment(target), report);
    report_unknown_hosts(target, graph, report);
    if (options.is_live && !options.sysroot) {
        graph.machine.addresses = addresses_in_use(files);
        report_foreign_addresses(graph, own_addresses(files), report);
        report_unset_variables(graph, manager_environment(target), report);
    }
    read_paths(target, graph);
}

}  // namespace stackc
