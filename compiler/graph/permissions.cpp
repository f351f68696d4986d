#include "compiler/graph/permissions.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"

namespace stackc {

static bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// ---------------------------------------------------------------------------------- accounts

static bool is_described(const Graph& graph, FileId from) { return graph.stack && graph.stack->file == from; }

/// The system that `from` is for, where somebody says it.
static std::optional<std::string> stated_system(const Graph& graph, FileId from) {
    if (is_described(graph, from) && !graph.hosts.empty()) {
        const Value<std::string>& os = graph.hosts.front().os;
        return os.is_known() ? std::optional(*os) : std::nullopt;
    }
    return graph.target.is_os_stated ? std::optional(graph.target.os) : std::nullopt;
}

static std::string nginx_user_of(std::string_view system) {
    const bool is_debian_like = system.starts_with("debian") || system.starts_with("ubuntu");
    return is_debian_like ? "www-data" : "nginx";
}

static Account account_of(const Graph& graph, std::string user, std::optional<std::string> group) {
    Account account;
    if (const auto groups = graph.groups_of(user)) {
        account.groups = *groups;
        account.knows_groups = graph.target.knows_accounts;
    }
    // nginx 1.22.1 ngx_set_user: without a group, the group that is named like the user.
    const std::string primary = group.value_or(user);
    if (!contains(account.groups, primary)) account.groups.insert(account.groups.begin(), primary);
    account.user = std::move(user);
    return account;
}

/// The user of a manager's program that runs nginx, when it is not root: then nginx cannot
/// change to another one.
static std::optional<std::string> started_as(const Graph& graph, FileId from) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::nginx || !process.program || !graph.are_together(from, process.span.file)) continue;
        const Program& program = graph.at(*process.program);
        if (!graph.are_together(from, program.file)) continue;
        const Value<std::string>& user = program.user;
        if (user.is_known() && *user != "root") return *user;
    }
    return std::nullopt;
}

/// nginx's user on a machine that a description sets up: it is put into the group of every service.
static Account described_nginx(const Graph& graph, std::string_view system) {
    Account account = account_of(graph, nginx_user_of(system), std::nullopt);
    account.knows_groups = true;
    for (const Process& process : graph.processes) {
        if (process.group.is_known() && *process.group != "root") account.groups.push_back(*process.group);
    }
    for (const Listener& listener : graph.listeners) {
        if (listener.group.is_known() && *listener.group != "root") account.groups.push_back(*listener.group);
    }
    return account;
}

NginxAccounts nginx_accounts(const Graph& graph, FileId from) {
    NginxAccounts result;
    if (const auto user = started_as(graph, from)) {
        result.accounts.push_back(account_of(graph, *user, std::nullopt));
        result.is_certain = true;
        return result;
    }
    const Scope* main = nginx_main(graph, from);
    const auto said = main == nullptr ? nullptr : graph.effective(graph.id_of(*main), "user");
    if (said != nullptr) {
        if (said->args().empty() || said->args()[0].has_hole) return result;
        const bool has_group = said->args().size() > 1;
        if (has_group && said->args()[1].has_hole) return result;
        result.accounts.push_back(account_of(graph, std::string(said->arg(0)),
                                             has_group ? std::optional(std::string(said->arg(1))) : std::nullopt));
        result.said_at = said->args()[0].span;
        result.is_certain = true;
        return result;
    }
    if (is_described(graph, from)) {
        result.accounts.push_back(described_nginx(graph, stated_system(graph, from).value_or("debian")));
        result.is_certain = true;
        return result;
    }
    result.is_certain = main != nullptr && main->is_fully_read;
    if (const auto system = stated_system(graph, from)) {
        result.accounts.push_back(account_of(graph, nginx_user_of(*system), std::nullopt));
        return result;
    }
    // Debian's package, nginx.org's and Red Hat's, and a build of one's own.
    for (const char* user : {"www-data", "nginx", "nobody"}) result.accounts.push_back(account_of(graph, user, std::nullopt));
    return result;
}

// ----------------------------------------------------------------------------------- answers

std::string to_text(const Owned& owned) {
    return fmt::format("{} {}:{}", to_text(owned.mode), quoted(owned.owner.value_or("?")), quoted(owned.group.value_or("?")));
}

Answer may(const Account& account, const Owned& owned, std::uint32_t bit) {
    const auto to_answer = [](std::uint32_t bits) { return bits != 0 ? Answer::yes : Answer::no; };
    if (account.user == "root") return Answer::yes;
    const std::uint32_t user_bit = owned.mode.bits & (bit << 6u);
    const std::uint32_t group_bit = owned.mode.bits & (bit << 3u);
    const std::uint32_t other_bit = owned.mode.bits & bit;
    if (!owned.owner) {
        // Whoever owns it: only a mode that says the same to all who may be meant answers.
        const bool is_member = owned.group && contains(account.groups, *owned.group);
        if (is_member && (user_bit != 0) == (group_bit != 0)) return to_answer(group_bit);
        if ((user_bit != 0) == (group_bit != 0) && (group_bit != 0) == (other_bit != 0)) return to_answer(other_bit);
        return Answer::unknown;
    }
    if (*owned.owner == account.user) return to_answer(user_bit);
    if ((group_bit != 0) == (other_bit != 0)) return to_answer(other_bit);
    if (!owned.group) return Answer::unknown;
    if (contains(account.groups, *owned.group)) return to_answer(group_bit);
    // Nobody puts a server's user into root's group.
    if (account.knows_groups || *owned.group == "root") return to_answer(other_bit);
    return Answer::unknown;
}

// ----------------------------------------------------------------------------------- sockets

static std::optional<std::string> known_name(const Graph& graph, const Value<std::string>& value, bool is_group) {
    if (!value.is_known()) return std::nullopt;
    const std::optional<std::uint64_t> number = parse_number(*value);
    if (!number) return *value;
    if (*number == 0) return "root";
    if (is_group) {
        for (const Group& group : graph.groups) if (group.gid == *number) return group.name;
    } else {
        for (const User& user : graph.users) if (user.uid == *number) return user.name;
    }
    return std::nullopt;
}

static std::optional<std::string> primary_group(const Graph& graph, const std::string& user) {
    if (user == "root") return "root";
    const auto groups = graph.groups_of(user);
    if (groups && graph.target.knows_accounts) return groups->front();
    return std::nullopt;
}

/// uWSGI 2.0.21 drops to uid and gid before it binds, unless one of these asks for root's rights:
/// then it binds as root and drops afterwards (tried with each).
static bool binds_as_root(const Process& process) {
    if (process.kind != ServerKind::uwsgi) return false;
    for (const std::string_view name : {"chown-socket", "master-as-root", "shared-socket"}) {
        if (process.option(name) != nullptr) return true;
    }
    return false;
}

/// Who owns what the process makes. uWSGI 2.0.21 drops to uid and gid before it binds; a manager
/// that starts it as somebody else than root leaves it no choice.
static void set_owner(const Graph& graph, const Process& process, Owned& owned) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    if (program != nullptr && program->user.is_unknown()) return;
    const std::optional<std::string> started = program == nullptr ? std::nullopt : known_name(graph, program->user, false);
    if (started && *started != "root") {
        owned.owner = started;
        const bool is_group_said = program->group.is_known();
        owned.group = is_group_said ? known_name(graph, program->group, true) : primary_group(graph, *started);
        return;
    }
    if (process.user.is_unknown() || process.group.is_unknown()) return;
    const bool is_started_as_root = program != nullptr;
    if (is_started_as_root && binds_as_root(process)) {
        owned.owner = owned.group = "root";
        return;
    }
    if (process.user.is_known()) owned.owner = known_name(graph, process.user, false);
    else if (is_started_as_root) owned.owner = "root";
    if (process.group.is_known()) owned.group = known_name(graph, process.group, true);
    // uid alone leaves the group as it is: root's (uWSGI prints a warning about it).
    else if (is_started_as_root || process.user.is_known()) owned.group = "root";
}

static Mode without(std::uint32_t bits, Mode umask) { return Mode{bits & ~umask.bits}; }

static Value<Mode> umask_of(const Graph& graph, const Process& process) {
    if (!process.umask.is_absent()) return process.umask;
    if (process.program && !graph.at(*process.program).umask.is_absent()) return graph.at(*process.program).umask;
    return {};
}

/// The mode where no option states it.
static std::optional<Owned> default_mode(const Graph& graph, const Process& process) {
    constexpr Mode usual_umask{022};
    const Value<Mode> umask = umask_of(graph, process);
    if (umask.is_unknown()) return std::nullopt;
    Owned owned;
    if (umask.is_stated()) owned.said_at = umask.span();
    switch (process.kind) {
        case ServerKind::uwsgi:
            owned.mode = without(0777, umask.value_or(usual_umask));
            owned.because = fmt::format("without `chmod-socket` uWSGI makes its socket 0777 less the umask, {} here", to_text(owned.mode));
            return owned;
        case ServerKind::gunicorn:
            // gunicorn 20.1.0 sock.py binds under its own umask setting, 0 by default.
            owned.mode = without(0777, process.umask.value_or(Mode{0}));
            owned.because = fmt::format("gunicorn makes its socket 0777 less its `umask`, {} here", to_text(owned.mode));
            return owned;
        case ServerKind::daphne:
            owned.mode = Mode{0666};
            owned.because = "daphne makes its socket 0666";
            return owned;
        case ServerKind::uvicorn:
            owned.mode = Mode{0666};
            owned.because = "uvicorn makes its socket 0666";
            return owned;
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return std::nullopt;
    }
    unreachable("ServerKind");
}

std::optional<Owned> socket_once_bound(const Graph& graph, const Listener& listener) {
    const Process& process = graph.at(listener.process);
    if (listener.mode.is_unknown() || !process.is_fully_read) return std::nullopt;
    std::optional<Owned> owned;
    if (listener.mode.is_known()) {
        owned.emplace();
        owned->mode = *listener.mode;
        if (listener.mode.is_stated()) owned->said_at = listener.mode.span();
    } else {
        owned = default_mode(graph, process);
    }
    if (!owned) return std::nullopt;
    set_owner(graph, process, *owned);
    if (!listener.owner.is_absent()) owned->owner = known_name(graph, listener.owner, false);
    if (!listener.group.is_absent()) owned->group = known_name(graph, listener.group, true);
    return owned;
}

bool admits_nginx(const Graph& graph, const Listener& listener, Mode mode) {
    constexpr std::uint32_t write = 2;
    std::optional<Owned> state = socket_once_bound(graph, listener);
    if (!state) return false;
    state->mode = mode;
    // Whoever names the group of one package's nginx has that package.
    const NginxAccounts nginx = nginx_accounts(graph, listener.span.file);
    return std::any_of(nginx.accounts.begin(), nginx.accounts.end(),
                       [&](const Account& account) { return may(account, *state, write) == Answer::yes; });
}

// ----------------------------------------------------------------------------------- folders

/// The home folder that `path` is or lies in: "/home/deploy" and "deploy".
static std::optional<std::string> home_owner(const std::string& path) {
    constexpr std::string_view homes = "/home/";
    if (!path.starts_with(homes)) return std::nullopt;
    const std::string rest = path.substr(homes.size());
    if (rest.find('/') != std::string::npos) return std::nullopt;
    return rest;
}

/// The mode of a new user's home: Ubuntu since 21.04 makes them 0750, Red Hat's and Amazon's 0700.
static std::optional<Mode> home_mode(std::string_view system) {
    constexpr std::string_view ubuntu = "ubuntu";
    if (system.starts_with(ubuntu)) {
        const std::string_view version = trim(system.substr(ubuntu.size()));
        return version >= "21.04" ? std::optional(Mode{0750}) : std::nullopt;
    }
    if (system.starts_with("rhel") || system.starts_with("amazonlinux")) return Mode{0700};
    return std::nullopt;
}

static std::optional<Owned> described_home(const Graph& graph, const std::string& path) {
    for (const User& user : graph.users) {
        if (!user.home.is_known() || *user.home != path || !user.home_mode.is_known()) continue;
        Owned owned{user.name, user.primary_group.value_or(user.name), *user.home_mode, "", std::nullopt};
        if (user.home_mode.is_stated()) owned.said_at = user.home_mode.span();
        return owned;
    }
    return std::nullopt;
}

std::optional<Owned> folder_state(const Graph& graph, const std::string& path, FileId from, bool& is_certain) {
    is_certain = true;
    if (graph.target.knows_paths) {
        const auto found = graph.paths.find(path);
        if (found == graph.paths.end() || !found->second.exists) return std::nullopt;
        return Owned{found->second.owner, found->second.group, Mode{found->second.mode & 07777u}, "", std::nullopt};
    }
    if (const auto described = described_home(graph, path)) return described;
    for (const PathMade& made : graph.paths_made) {
        if (made.path != path || !made.mode.is_known() || !made.owner.is_known()) continue;
        return Owned{*made.owner, made.group.is_known() ? std::optional(*made.group) : std::nullopt, *made.mode, "", made.span};
    }
    if (path == "/root") return Owned{"root", "root", Mode{0700}, "every system makes root's home 0700", std::nullopt};
    const std::optional<std::string> owner = home_owner(path);
    const std::optional<std::string> system = stated_system(graph, from);
    const std::optional<Mode> mode = system ? home_mode(*system) : std::nullopt;
    if (!owner || !mode) return std::nullopt;
    is_certain = false;
    return Owned{*owner, *owner, *mode, fmt::format("{} makes home folders {}", *system, to_text(*mode)), std::nullopt};
}

/// "/", "/run", "/run/shop" for "/run/shop/web.sock".
static std::vector<std::string> folders_above(const std::string& path) {
    std::vector<std::string> folders;
    for (std::string above = parent_path(path);; above = parent_path(above)) {
        folders.push_back(above);
        if (above == "/") break;
    }
    std::reverse(folders.begin(), folders.end());
    return folders;
}

static bool are_all_refused(const NginxAccounts& nginx, const Owned& state, std::uint32_t bit) {
    return !nginx.accounts.empty() && std::all_of(nginx.accounts.begin(), nginx.accounts.end(), [&](const Account& account) {
        return may(account, state, bit) == Answer::no;
    });
}

std::optional<Refusal> folder_refusal(const Graph& graph, const std::string& path, FileId from) {
    constexpr std::uint32_t execute = 1;
    if (!path.starts_with('/')) return std::nullopt;
    const NginxAccounts nginx = nginx_accounts(graph, from);
    for (const std::string& folder : folders_above(path)) {
        bool is_certain = false;
        const std::optional<Owned> state = folder_state(graph, folder, from, is_certain);
        if (!state || !are_all_refused(nginx, *state, execute)) continue;
        return Refusal{folder, true, *state, nginx, nginx.accounts.front().user, false, is_certain && nginx.is_certain};
    }
    return std::nullopt;
}

/// The mode admits members of the group, and only the membership is missing.
static bool lacks_membership(const Owned& state) {
    constexpr std::uint32_t group_write = 0020;
    return (state.mode.bits & group_write) != 0 && state.group && *state.group != "root";
}

std::optional<Refusal> socket_refusal(const Graph& graph, const Link& link, const Listener& listener) {
    constexpr std::uint32_t write = 2;
    const UnixEndpoint* socket = as_unix(link.target);
    if (socket == nullptr || socket->path.starts_with('@')) return std::nullopt;
    const FileId from = graph.at(link.connection).span.file;
    const std::optional<Owned> state = socket_once_bound(graph, listener);
    const NginxAccounts nginx = nginx_accounts(graph, from);
    if (!state || !are_all_refused(nginx, *state, write)) return std::nullopt;
    return Refusal{socket->path, false, *state, nginx, nginx.accounts.front().user, lacks_membership(*state), nginx.is_certain};
}

// ----------------------------------------------------------------------------------- binding

/// Folders that every system makes for root alone.
static std::optional<Owned> system_folder(const std::string& path) {
    for (const std::string_view folder : {"/", "/run", "/etc", "/usr", "/var", "/var/lib", "/opt", "/srv", "/home", "/root"}) {
        if (path == folder) return Owned{"root", "root", Mode{0755}, "every system keeps it for root", std::nullopt};
    }
    return std::nullopt;
}

/// The groups that the manager adds to those of the account.
static void add_groups(Account& account, const std::vector<Value<std::string>>& groups) {
    for (const Value<std::string>& group : groups) {
        if (group.is_known()) account.groups.push_back(*group);
        else account.knows_groups = false;
    }
}

static std::optional<Account> with_groups(std::optional<Account> account, const std::vector<Value<std::string>>& groups) {
    if (account) add_groups(*account, groups);
    return account;
}

/// As whom the server binds, where that is certain. uWSGI 2.0.21 drops to its uid first, gunicorn
/// 20.1.0 binds before it drops.
std::optional<Account> binder(const Graph& graph, const Process& process) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    const bool is_started_as_other = program != nullptr && program->user.is_known() && *program->user != "root";
    if (is_started_as_other) {
        const auto user = known_name(graph, program->user, false);
        const auto group = program->group.is_known() ? known_name(graph, program->group, true) : std::nullopt;
        return user ? with_groups(account_of(graph, *user, group), program->extra_groups) : std::nullopt;
    }
    const bool drops_first = process.kind == ServerKind::uwsgi && !binds_as_root(process);
    if (!drops_first || !process.user.is_known()) return std::nullopt;
    const auto user = known_name(graph, process.user, false);
    const auto group = known_name(graph, process.group, true);
    return user ? std::optional(account_of(graph, *user, group)) : std::nullopt;
}

std::optional<Refusal> bind_refusal(const Graph& graph, const Listener& listener) {
    constexpr std::uint32_t write = 2;
    const Process& process = graph.at(listener.process);
    const UnixEndpoint* socket = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
    if (socket == nullptr || !socket->path.starts_with('/') || !process.is_fully_read) return std::nullopt;
    if (is_handed(graph, listener)) return std::nullopt;
    const std::optional<Account> account = binder(graph, process);
    if (!account || account->user == "root") return std::nullopt;
    // An account that is not there is another mistake, XST105.
    if (graph.target.knows_accounts && graph.find_user(account->user) == nullptr) return std::nullopt;
    const std::string folder = parent_path(socket->path);
    bool is_certain = true;
    std::optional<Owned> state = graph.target.knows_paths ? folder_state(graph, folder, listener.span.file, is_certain) : system_folder(folder);
    if (!state || may(*account, *state, write) != Answer::no) return std::nullopt;
    return Refusal{folder, true, *state, {}, account->user, false, true};
}

// ------------------------------------------------------------------------------ other accounts

std::optional<Account> starter(const Graph& graph, const Program& program) {
    if (!program.user.is_known() || !runs_here(program)) return std::nullopt;
    const auto user = known_name(graph, program.user, false);
    if (!user) return std::nullopt;
    const auto group = program.group.is_known() ? known_name(graph, program.group, true) : primary_group(graph, *user);
    return with_groups(account_of(graph, *user, group), program.extra_groups);
}

std::optional<Account> starter(const Graph& graph, const Process& process) {
    return process.program ? starter(graph, graph.at(*process.program)) : std::nullopt;
}

std::optional<Account> worker(const Graph& graph, const Process& process) {
    if (!runs_here(graph, process) || !process.is_fully_read) return std::nullopt;
    const auto user = known_name(graph, process.user, false);
    if (!user) return std::nullopt;
    const auto group = process.group.is_known() ? known_name(graph, process.group, true) : primary_group(graph, *user);
    return with_groups(account_of(graph, *user, group), process.extra_groups);
}

/// The first folder on the way to `path` that the account may not enter.
static std::optional<Refusal> way_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from) {
    constexpr std::uint32_t execute = 1;
    if (!graph.target.knows_paths || !path.starts_with('/')) return std::nullopt;
    for (const std::string& folder : folders_above(path)) {
        bool is_certain = false;
        const std::optional<Owned> state = folder_state(graph, folder, from, is_certain);
        if (state && may(account, *state, execute) == Answer::no) return Refusal{folder, true, *state, {}, account.user, false, true};
    }
    return std::nullopt;
}

std::optional<Refusal> write_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from) {
    constexpr std::uint32_t write = 2;
    if (const auto refusal = way_refusal(graph, account, path, from)) return refusal;
    if (!graph.target.knows_paths) return std::nullopt;
    const auto file = graph.paths.find(path);
    const bool is_there = file != graph.paths.end() && file->second.exists;
    if (is_there && file->second.is_directory) return std::nullopt;
    const std::string decisive = is_there ? path : parent_path(path);
    bool is_certain = false;
    const std::optional<Owned> state = folder_state(graph, decisive, from, is_certain);
    if (!state || may(account, *state, write) != Answer::no) return std::nullopt;
    return Refusal{decisive, decisive != path, *state, {}, account.user, false, true};
}

/// Why the account lacks one permission bit of the file itself, or of a folder on the way.
static std::optional<Refusal> file_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from, std::uint32_t bit) {
    if (const auto refusal = way_refusal(graph, account, path, from)) return refusal;
    bool is_certain = false;
    const std::optional<Owned> state = graph.target.knows_paths ? folder_state(graph, path, from, is_certain) : std::nullopt;
    if (!state || may(account, *state, bit) != Answer::no) return std::nullopt;
    return Refusal{path, false, *state, {}, account.user, false, true};
}

std::optional<Refusal> read_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from) {
    return file_refusal(graph, account, path, from, 4);
}

std::optional<Refusal> execute_refusal(const Graph& graph, const Account& account, const std::string& path, FileId from) {
    return file_refusal(graph, account, path, from, 1);
}

}  // namespace stackc
