#include "tools/session/machine.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"

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

void read_paths(const FileSystem& files, const SessionOptions& options, Graph& graph) {
    if (!options.is_live && !options.sysroot) return;
    const Path base = options.sysroot.value_or("/");
    graph.target.knows_paths = true;
    std::set<std::string> wanted;
    for (const Listener& listener : graph.listeners) {
        if (listener.endpoint.is_known() && as_unix(*listener.endpoint)) wanted.insert(as_unix(*listener.endpoint)->path);
    }
    for (const PathUse& use : graph.path_uses) wanted.insert(use.path);
    for (const std::string& path : std::vector<std::string>(wanted.begin(), wanted.end())) {
        for (std::string above = path; above != "/"; above = parent_path(above)) wanted.insert(above);
    }
    wanted.insert("/");
    std::map<std::uint32_t, std::string> users, groups;
    for (const User& user : graph.users) if (user.uid) users.try_emplace(*user.uid, user.name);
    for (const Group& group : graph.groups) if (group.gid) groups.try_emplace(*group.gid, group.name);
    for (const std::string& path : wanted) {
        if (!path.starts_with('/')) continue;
        const FileStatus status = files.status(base / Path(path).relative_path());
        PathState state;
        state.exists = status.kind != FileKind::none;
        state.is_directory = status.kind == FileKind::directory;
        state.mode = status.mode;
        state.owner = users.contains(status.uid) ? users[status.uid] : std::to_string(status.uid);
        state.group = groups.contains(status.gid) ? groups[status.gid] : std::to_string(status.gid);
        graph.paths[path] = std::move(state);
    }
}

}  // namespace stackc
