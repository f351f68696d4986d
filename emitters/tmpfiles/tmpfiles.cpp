// tmpfiles.d: the folders that a service needs and that a boot empties or nobody has made, each
// open to its user and to nginx and to nobody else.
#include <fmt/format.h>

#include <map>

#include "emitters/emitter.h"

namespace stackc::emitters {

namespace {
struct Folder {
    std::string owner = "root";
    std::string group = "root";
    std::uint32_t mode = 0755;
    Span span;
};
using Folders = std::map<std::string, Folder>;
}  // namespace

/// A path as tmpfiles.d reads it: `%` starts a specifier, blanks end a field.
static std::string field(std::string_view path) {
    std::string result = "\"";
    for (const char c : path) {
        if (c == '%') result += "%%";
        else if (c == '"' || c == '\\') result.append("\\").append(1, c);
        else if (static_cast<unsigned char>(c) < 0x20) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else result += c;
    }
    const bool is_plain = result.find_first_of(" \\") == std::string::npos;
    return is_plain ? result.substr(1) : result + '"';
}

/// Folders below these are somebody's to keep; those above are the system's.
static bool is_ours_to_make(std::string_view path) {
    const auto is_below = [&](std::string_view top) { return path.starts_with(top) && path.size() > top.size(); };
    return is_below("/run/") || is_below("/var/log/") || is_below("/var/lib/") || is_below("/var/cache/");
}

/// The group that both the service and nginx are in.
static std::string socket_group(const Process& process, const Listener& listener) {
    return listener.group.is_known() ? *listener.group : process.group.value_or(process.user.value_or("root"));
}

/// A path of the target without the folder that the standalone layout keeps everything in.
static std::string below_root(const EmitInput& input, std::string_view path) {
    const bool is_below = path.starts_with(input.root + "/");
    return std::string(is_below ? path.substr(input.root.size()) : path);
}

static void add_socket_folder(const EmitInput& input, const Process& process, const Listener& listener, Folders& folders, Emission& out) {
    const UnixEndpoint* socket = as_unix(*listener.endpoint);
    if (socket == nullptr) return;
    const std::string path = below_root(input, parent_path(socket->path));
    if (!is_ours_to_make(path)) return;
    const Folder wanted{process.user.value_or("root"), socket_group(process, listener), 0750, listener.span};
    const auto [slot, is_new] = folders.try_emplace(path, wanted);
    Folder& folder = slot->second;
    if (is_new || (folder.owner == wanted.owner && folder.group == wanted.group)) return;
    if (folder.group != wanted.group) {
        out.problem(listener.span, fmt::format("services of the groups `{}` and `{}` keep sockets in one folder, `{}`; give each a folder of its own", folder.group, wanted.group, slot->first));
        return;
    }
    // Two users, one group: the group makes the sockets.
    folder.owner = "root";
    folder.mode = 0770;
}

static Folders folders_of(const EmitInput& input, Emission& out) {
    Folders folders;
    for (const Process& process : input.graph.processes) {
        for (const Listener* listener : listeners_of(input.graph, process)) add_socket_folder(input, process, *listener, folders, out);
        const std::string user = process.user.value_or("root"), group = process.group.value_or(user);
        if (process.kind == ServerKind::redis) {
            const std::string above = fmt::format("/var/lib/{}", input.stack());
            folders.try_emplace(above, Folder{"root", "root", 0755, process.span});
            folders.try_emplace(above + "/" + process.name, Folder{user, group, 0750, process.span});
        }
        if (process.log_target != LogTarget::file || !process.log_path.is_known()) continue;
        // supervisor writes the log as root; the service's own people may read it.
        const std::string log_folder = below_root(input, parent_path(*process.log_path));
        if (is_ours_to_make(log_folder)) folders.try_emplace(log_folder, Folder{"root", group, 0750, process.span});
    }
    for (const Site& site : input.graph.sites) {
        for (const Value<std::string>* log : {&site.access_log, &site.error_log}) {
            if (!log->is_known() || **log == "off") continue;
            const std::string folder = below_root(input, parent_path(**log));
            if (is_ours_to_make(folder)) folders.try_emplace(folder, Folder{"root", "root", 0755, site.span});
        }
    }
    return folders;
}

static void emit_tmpfiles(const EmitInput& input, Emission& out) {
    const Folders folders = folders_of(input, out);
    if (input.layout == Layout::standalone) {
        // Nobody makes them at boot: they lie in the output itself.
        for (const auto& [path, folder] : folders) {
            out.files.push_back({.kind = OutputKind::folder, .path = path.substr(1), .mode = Mode{folder.mode}, .from = {folder.span}});
        }
        return;
    }
    if (folders.empty()) return;
    std::string text = head_comment(input, "#");
    std::vector<Span> from;
    for (const auto& [path, folder] : folders) {
        text += fmt::format("d {} {} {} {} -\n", field(path), to_text(Mode{folder.mode}), folder.owner, folder.group);
        from.push_back(folder.span);
    }
    out.files.push_back({.path = fmt::format("etc/tmpfiles.d/{}.conf", input.stack()), .text = std::move(text), .from = std::move(from)});
}

extern const Emitter tmpfiles{"tmpfiles", emit_tmpfiles};

}  // namespace stackc::emitters
