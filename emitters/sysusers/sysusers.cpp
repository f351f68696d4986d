// sysusers.d: the accounts that services run as, and nginx's membership in the groups of the
// sockets it connects to. Accounts that exist already stay as they are.
#include <fmt/format.h>

#include <set>

#include "emitters/emitter.h"

namespace stackc::emitters {

/// A field in double quotes, with the specifiers' `%` doubled.
static std::string field(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '%') result += "%%";
        else if (c == '"' || c == '\\') result.append("\\").append(1, c);
        else if (static_cast<unsigned char>(c) >= 0x20) result += c;
    }
    return result + '"';
}

static std::string user_line(const EmitInput& input, const std::string& name) {
    const User* user = input.graph.find_user(name);
    std::string line = fmt::format("u {} {} {}", name, user != nullptr && user->uid ? std::to_string(*user->uid) : "-", field("stack " + input.stack()));
    if (user == nullptr) return line + "\n";
    line += user->home.is_known() ? " " + field(*user->home) : " -";
    if (user->shell.is_known()) line += " " + field(*user->shell);
    return line + "\n";
}

namespace {
struct Accounts {
    std::set<std::string> users, groups;
    std::set<std::pair<std::string, std::string>> members;  // user, group
    std::vector<Span> from;
};
}  // namespace

static Accounts accounts_of(const EmitInput& input) {
    const std::string nginx_user = input.graph.default_nginx_user();
    Accounts accounts;
    const auto add_user = [&](const std::string& name) {
        if (name.empty() || name == "root" || name == nginx_user) return;
        accounts.users.insert(name);
        const User* user = input.graph.find_user(name);
        if (user == nullptr) return;
        for (const Value<std::string>& group : user->groups) {
            if (group.is_known()) accounts.members.emplace(name, *group);
        }
    };
    for (const Process& process : input.graph.processes) {
        const std::string user = process.user.value_or(""), group = process.group.value_or(user);
        add_user(user);
        if (!group.empty() && group != "root") accounts.groups.insert(group);
        accounts.from.push_back(process.span);
        for (const Listener* listener : listeners_of(input.graph, process)) {
            if (as_unix(*listener->endpoint) == nullptr) continue;
            const std::string shared = listener->group.value_or(group);
            if (shared.empty() || shared == "root") continue;
            accounts.groups.insert(shared);
            if (shared != nginx_user) accounts.members.emplace(nginx_user, shared);
            if (shared != group && !user.empty() && user != "root") accounts.members.emplace(user, shared);
        }
    }
    return accounts;
}

static void emit_sysusers(const EmitInput& input, Emission& out) {
    if (input.layout == Layout::standalone) return;
    const Accounts accounts = accounts_of(input);
    std::string text;
    for (const std::string& group : accounts.groups) {
        // A user's own group comes with the user, and nginx's with nginx.
        if (!accounts.users.contains(group) && group != input.graph.default_nginx_user()) text += fmt::format("g {} -\n", group);
    }
    for (const std::string& user : accounts.users) text += user_line(input, user);
    for (const auto& [user, group] : accounts.members) text += fmt::format("m {} {}\n", user, group);
    if (text.empty()) return;
    out.files.push_back({.path = fmt::format("etc/sysusers.d/{}.conf", input.stack()), .text = head_comment(input, "#") + text, .from = accounts.from});
}

extern const Emitter sysusers{"sysusers", emit_sysusers};

}  // namespace stackc::emitters
