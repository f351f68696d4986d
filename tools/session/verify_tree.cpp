#include "tools/session/verify_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "tools/session/session.h"

namespace stackc {

/// Where a tree without a root of its own is read back.
static constexpr std::string_view imagined_root = "/generated";

/// The files of the distribution that generated ones lean on.
static constexpr std::string_view stock_nginx = R"(user www-data;
worker_processes auto;
pid /run/nginx.pid;
events { worker_connections 768; }
http {
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    server_tokens off;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    include /etc/nginx/sites-enabled/*;
}
)";
static constexpr std::string_view stock_mime_types = "types { text/html html; text/css css; }\n";
static constexpr std::string_view stock_uwsgi_params = R"(uwsgi_param QUERY_STRING $query_string;
uwsgi_param REQUEST_METHOD $request_method;
uwsgi_param CONTENT_TYPE $content_type;
uwsgi_param CONTENT_LENGTH $content_length;
uwsgi_param REQUEST_URI $request_uri;
uwsgi_param PATH_INFO $document_uri;
uwsgi_param DOCUMENT_ROOT $document_root;
uwsgi_param SERVER_PROTOCOL $server_protocol;
uwsgi_param REQUEST_SCHEME $scheme;
uwsgi_param HTTPS $https if_not_empty;
uwsgi_param REMOTE_ADDR $remote_addr;
uwsgi_param REMOTE_PORT $remote_port;
uwsgi_param SERVER_PORT $server_port;
uwsgi_param SERVER_NAME $server_name;
)";

/// The tree in memory. A link is read as what it leads to, and what a link leads to is read
/// there alone, as the programs do.
static void put_tree(std::span<const OutputFile> files, const std::string& base, MemoryFileSystem& memory) {
    std::set<Path> linked;
    for (const OutputFile& file : files) {
        if (file.kind == OutputKind::link) linked.insert((Path(file.path).parent_path() / file.link_to).lexically_normal());
    }
    for (const OutputFile& file : files) {
        if (file.kind == OutputKind::file && !linked.contains(file.path)) memory.add(base + "/" + file.path, file.text);
        if (file.kind != OutputKind::link) continue;
        const Path target = (Path(file.path).parent_path() / file.link_to).lexically_normal();
        const auto found = std::find_if(files.begin(), files.end(), [&](const OutputFile& other) { return other.path == target; });
        if (found != files.end()) memory.add(base + "/" + file.path, found->text);
    }
}

static Analysis read_back(const MemoryFileSystem& memory, const std::string& base, const Graph& placed, bool is_standalone) {
    SessionOptions options;
    options.root = base;
    options.target.os = placed.target.os;
    options.target.is_os_stated = true;
    if (is_standalone) options.maps = {{base, base}, {"/etc/nginx", "/etc/nginx"}};
    else options.maps = {{"/etc", base + "/etc"}};
    Session session(memory, options);
    const std::vector<Path> roots{base};
    return session.analyse(roots);
}

/// The addresses that app servers bind according to a graph.
static std::set<std::string> bound(const Graph& graph) {
    std::set<std::string> result;
    for (const Listener& listener : graph.listeners) {
        const ServerKind kind = graph.at(listener.process).kind;
        const bool is_read_back = kind == ServerKind::uwsgi || kind == ServerKind::gunicorn || kind == ServerKind::daphne || kind == ServerKind::uvicorn;
        if (is_read_back && listener.endpoint.is_known()) result.insert(to_text(*listener.endpoint));
    }
    return result;
}

/// Every address that the description lets a service bind must be bound again.
static void compare_listeners(const Graph& placed, const Graph& read, std::vector<std::string>& problems) {
    const std::set<std::string> wanted = bound(placed), found = bound(read);
    for (const std::string& address : wanted) {
        if (!found.contains(address)) problems.push_back(fmt::format("the generated files do not bind {}", quoted(address)));
    }
}

std::vector<std::string> verify_tree(std::span<const OutputFile> files, const Graph& placed, const std::string& root) {
    const std::string base = root.empty() ? std::string(imagined_root) : root;
    MemoryFileSystem memory;
    put_tree(files, base, memory);
    const std::string etc = root.empty() ? base + "/etc" : "/etc";
    if (root.empty() && !placed.sites.empty()) memory.add(etc + "/nginx/nginx.conf", std::string(stock_nginx));
    memory.add(etc + "/nginx/mime.types", std::string(stock_mime_types));
    memory.add(etc + "/nginx/uwsgi_params", std::string(stock_uwsgi_params));

    const Analysis analysis = read_back(memory, base, placed, !root.empty());
    std::vector<std::string> problems;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        // A dialect that stackc writes but does not read proves nothing.
        if (diagnostic.rule == "STC002") continue;
        const FileId file = diagnostic.primary.span.file;
        const Position at = analysis.sources->lines(file).position(diagnostic.primary.span.begin, Encoding::code_points);
        const std::string path = analysis.sources->path(file).string().substr(base.size() + 1);
        problems.push_back(fmt::format("{}:{}:{}: {} [{}]", quoted(path), at.line + 1, at.column + 1, diagnostic.primary.text, diagnostic.rule));
    }
    compare_listeners(placed, analysis.graph, problems);
    return problems;
}

}  // namespace stackc
