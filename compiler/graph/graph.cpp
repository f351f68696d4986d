#include "compiler/graph/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/places.h"

namespace stackc {

std::string to_text(Duration duration) {
    if (duration.ms % 1000 != 0) return fmt::format("{}ms", duration.ms);
    const std::uint64_t seconds = duration.ms / 1000;
    if (seconds != 0 && seconds % 86400 == 0) return fmt::format("{}d", seconds / 86400);
    if (seconds != 0 && seconds % 3600 == 0) return fmt::format("{}h", seconds / 3600);
    if (seconds != 0 && seconds % 60 == 0) return fmt::format("{}m", seconds / 60);
    return fmt::format("{}s", seconds);
}

std::string to_text(Size size) {
    constexpr std::uint64_t kibi = 1024;
    if (size.bytes != 0 && size.bytes % (kibi * kibi * kibi) == 0) return fmt::format("{}g", size.bytes / (kibi * kibi * kibi));
    if (size.bytes != 0 && size.bytes % (kibi * kibi) == 0) return fmt::format("{}m", size.bytes / (kibi * kibi));
    if (size.bytes != 0 && size.bytes % kibi == 0) return fmt::format("{}k", size.bytes / kibi);
    return fmt::format("{}", size.bytes);
}

std::string to_text(Mode mode) { return fmt::format("{:04o}", mode.bits); }

std::string_view to_text(ServerKind kind) {
    switch (kind) {
        case ServerKind::nginx: return "nginx";
        case ServerKind::uwsgi: return "uWSGI";
        case ServerKind::gunicorn: return "gunicorn";
        case ServerKind::daphne: return "daphne";
        case ServerKind::uvicorn: return "uvicorn";
        case ServerKind::redis: return "redis";
        case ServerKind::celery: return "celery";
        case ServerKind::runserver: return "runserver";
        case ServerKind::other: return "program";
    }
    unreachable("ServerKind");
}

std::string_view to_text(ManagerKind kind) {
    switch (kind) {
        case ManagerKind::supervisor: return "supervisor";
        case ManagerKind::systemd: return "systemd";
        case ManagerKind::docker: return "docker";
        case ManagerKind::none: return "nothing";
    }
    unreachable("ManagerKind");
}

std::string_view to_text(PathRole role) {
    switch (role) {
        case PathRole::socket: return "socket";
        case PathRole::log: return "log file";
        case PathRole::pid: return "pid file";
        case PathRole::static_files: return "static files";
        case PathRole::media: return "media files";
        case PathRole::certificate: return "certificate";
        case PathRole::working_directory: return "working directory";
        case PathRole::virtualenv: return "virtualenv";
        case PathRole::config: return "configuration file";
        case PathRole::data: return "data";
    }
    unreachable("PathRole");
}

const Option* Process::option(std::string_view option_name) const {
    const auto found = std::find_if(options.rbegin(), options.rend(),
                                    [&](const Option& option) { return option.name == option_name; });
    return found == options.rend() ? nullptr : &*found;
}

bool Graph::are_together(FileId a, FileId b) const {
    if (a == b) return true;
    const auto one = deployments.find(a);
    const auto other = deployments.find(b);
    return one != deployments.end() && other != deployments.end() && one->second == other->second;
}

std::vector<ListenerId> Graph::listeners_at(const Endpoint& wanted, FileId from) const {
    std::vector<ListenerId> found;
    for (const Listener& listener : listeners) {
        if (!listener.endpoint.is_known() || !are_together(from, listener.span.file)) continue;
        if (reaches(wanted, *listener.endpoint)) found.push_back(id_of(listener));
    }
    return found;
}

std::vector<ListenerId> Graph::app_listeners(FileId file) const {
    std::vector<ListenerId> found;
    for (const Listener& listener : listeners) {
        if (!are_together(file, listener.span.file)) continue;
        const ServerKind kind = at(listener.process).kind;
        if (kind == ServerKind::nginx || kind == ServerKind::redis) continue;
        found.push_back(id_of(listener));
    }
    return found;
}

bool Graph::is_connected(ListenerId id) const {
    const Listener& listener = at(id);
    if (!listener.endpoint.is_known()) return false;
    return std::any_of(connections.begin(), connections.end(), [&](const Connection& connection) {
        if (!are_together(connection.span.file, listener.span.file)) return false;
        const Process* client = connection.client ? &at(*connection.client) : nullptr;
        return std::any_of(connection.targets.begin(), connection.targets.end(), [&](const auto& to) {
            return to.is_known() && reach(*this, client, *to, listener) != Reach::no;
        });
    });
}

bool Graph::may_have_unseen_listeners(FileId file) const {
    for (const Process& process : processes) {
        if (process.kind == ServerKind::nginx || !are_together(file, process.span.file)) continue;
        if (!process.is_fully_read || process.kind == ServerKind::other) return true;
    }
    for (const Listener& listener : listeners) {
        if (are_together(file, listener.span.file) && !listener.endpoint.is_known()) return true;
    }
    for (const Program& program : programs) {
        if (are_together(file, program.file) && !program.is_fully_read) return true;
    }
    return false;
}

const Directive* Graph::effective(ScopeId id, std::string_view name) const {
    for (std::optional<ScopeId> level = id; level; level = at(*level).parent) {
        const std::vector<Directive>& directives = at(*level).directives;
        const auto found = std::find_if(directives.rbegin(), directives.rend(),
                                        [&](const Directive& use) { return use.name() == name; });
        if (found != directives.rend()) return &*found;
    }
    return nullptr;
}

std::vector<Directive> Graph::inherited(ScopeId id, std::string_view name) const {
    std::vector<Directive> uses;
    for (std::optional<ScopeId> level = id; level && uses.empty(); level = at(*level).parent) {
        for (const Directive& use : at(*level).directives) {
            if (use.name() == name) uses.push_back(use);
        }
    }
    return uses;
}

const Scope* Graph::enclosing(ScopeId id, std::string_view kind) const {
    for (std::optional<ScopeId> level = id; level; level = at(*level).parent) {
        if (at(*level).kind == kind) return &at(*level);
    }
    return nullptr;
}

const Document* Graph::document_of(FileId file) const {
    const auto found = std::find_if(documents.begin(), documents.end(), [&](const auto& document) { return document->file() == file; });
    return found == documents.end() ? nullptr : found->get();
}

std::string_view Graph::text(Span span) const {
    const Document* document = document_of(span.file);
    return document == nullptr ? std::string_view{} : document->text(span);
}

const SettingsModule* Graph::settings_of(ProcessId id) const {
    for (const SettingsModule& module : settings) {
        if (std::find(module.processes.begin(), module.processes.end(), id) != module.processes.end()) return &module;
    }
    return nullptr;
}

const User* Graph::find_user(std::string_view name) const {
    const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) { return user.name == name; });
    return found == users.end() ? nullptr : &*found;
}

std::optional<std::vector<std::string>> Graph::groups_of(std::string_view name) const {
    const User* user = find_user(name);
    if (user == nullptr) return std::nullopt;
    std::vector<std::string> names{user->primary_group.value_or(user->name)};
    for (const Value<std::string>& group : user->groups) {
        if (group.is_known()) names.push_back(*group);
    }
    return names;
}

std::string Graph::default_nginx_user() const {
    const bool is_debian_like = target.os.starts_with("debian") || target.os.starts_with("ubuntu");
    return is_debian_like ? "www-data" : "nginx";
}

}  // namespace stackc
