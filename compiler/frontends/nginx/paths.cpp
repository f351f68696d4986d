#include "compiler/frontends/nginx/paths.h"

#include <algorithm>

namespace stackc::nginx {

namespace {
struct PathDirective {
    std::string_view name;
    PathRole role;
    bool is_written = false;
};
constexpr PathDirective path_directives[] = {
    {"root", PathRole::static_files},
    {"alias", PathRole::static_files},
    {"access_log", PathRole::log, true},
    {"error_log", PathRole::log, true},
    {"pid", PathRole::pid, true},
    {"ssl_certificate", PathRole::certificate},
    {"ssl_certificate_key", PathRole::certificate},
    {"ssl_trusted_certificate", PathRole::certificate},
    {"ssl_client_certificate", PathRole::certificate},
    {"ssl_dhparam", PathRole::certificate},
    {"ssl_session_ticket_key", PathRole::certificate},
    {"ssl_password_file", PathRole::certificate},
    {"proxy_ssl_certificate", PathRole::certificate},
    {"proxy_ssl_certificate_key", PathRole::certificate},
    {"proxy_ssl_trusted_certificate", PathRole::certificate},
    {"auth_basic_user_file", PathRole::config},
    {"proxy_cache_path", PathRole::data, true},
    {"uwsgi_cache_path", PathRole::data, true},
    {"fastcgi_cache_path", PathRole::data, true},
    {"client_body_temp_path", PathRole::data, true},
    {"proxy_temp_path", PathRole::data, true},
};

const PathDirective* find_path_directive(std::string_view name) {
    const auto found = std::find_if(std::begin(path_directives), std::end(path_directives),
                                    [&](const PathDirective& entry) { return entry.name == name; });
    return found == std::end(path_directives) ? nullptr : &*found;
}
}  // namespace

/// Only absolute paths: where a relative one leads depends on how nginx was built.
static bool is_path(const Word& word) {
    return word.value.starts_with('/') && !word.has_hole && word.value.find('$') == std::string_view::npos;
}

void read_paths(const Expansion& expansion, std::size_t first_connection, GraphBuilder& builder) {
    Graph& graph = builder.graph;
    for (std::uint32_t i = expansion.root.value; i < expansion.end.value; ++i) {
        for (const Directive& use : graph.at(ScopeId{i}).directives) {
            if (use.args().empty() || !is_path(use.args()[0])) continue;
            const PathDirective* entry = find_path_directive(use.name());
            if (entry == nullptr) continue;
            const Word& word = use.args()[0];
            graph.path_uses.push_back({normal_path(word.value), entry->role, expansion.process, entry->is_written, word.span});
        }
    }
    for (std::size_t i = first_connection; i < graph.connections.size(); ++i) {
        for (const Value<Endpoint>& target : graph.connections[i].targets) {
            const UnixEndpoint* socket = target.is_known() ? as_unix(*target) : nullptr;
            if (socket == nullptr || !socket->path.starts_with('/')) continue;
            graph.path_uses.push_back({socket->path, PathRole::socket, expansion.process, false, target.span_or(graph.connections[i].span)});
        }
    }
}

}  // namespace stackc::nginx
