#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/supervisor/checks.h"
#include "compiler/graph/endpoint.h"

namespace stackc::supervisor {

namespace {

/// The address that an [inet_http_server] binds: `9001`, `*:9001`, `host:9001`.
std::optional<TcpEndpoint> inet_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::string_view host =
        colon == std::string_view::npos ? std::string_view{} : text.substr(0, colon);
    const auto port =
        parse_port(trim(text.substr(colon == std::string_view::npos ? 0 : colon + 1)));
    if (!port) return std::nullopt;
    return parse_tcp(fmt::format("{}:{}", host.empty() ? "*" : host, *port));
}

void check_open_server(const Section& section, Reporter& report) {
    const Key* port = section.find("port");
    if (port == nullptr || !port->value.is_known()) return;
    const auto address = inet_endpoint(port->value.text());
    const bool has_login =
        section.find("username") != nullptr && section.find("password") != nullptr;
    if (!address || has_login || is_loopback(address->host)) return;
    const bool is_public = is_wildcard(address->host) || is_address(address->host);
    if (!is_public) return;
    report
        .at("SUP013", port->value.span(),
            fmt::format("supervisor's web page listens on `{}` without a login",
                        to_text(Endpoint{*address})))
        .note(
            "whoever reaches the port starts and stops programs; supervisord itself warns: "
            "`Server 'inet_http_server' running without any HTTP authentication checking`")
        .fix("listen on this machine only", Safety::unsafe,
             {{port->value.span(), fmt::format("127.0.0.1:{}", address->port)}});
}

/// A path or address that supervisorctl and supervisord must agree on.
std::optional<Endpoint> url_endpoint(std::string_view url) {
    if (url.starts_with("unix://")) return UnixEndpoint{normal_path(url.substr(7))};
    if (!url.starts_with("http://")) return std::nullopt;
    url.remove_prefix(7);
    url = url.substr(0, url.find('/'));
    const auto tcp = parse_tcp(url, "127.0.0.1", 80);
    return tcp ? std::optional<Endpoint>(*tcp) : std::nullopt;
}

struct ControlSocket {
    const Key* key;
    Endpoint endpoint;
};

/// What supervisord opens; `is_complete` is false where one of them cannot be known.
std::vector<ControlSocket> find_sockets(const Configuration& configuration, bool& is_complete) {
    std::vector<ControlSocket> sockets;
    for (const Section& section : configuration.sections) {
        const bool is_unix = section.kind() == "unix_http_server";
        const bool is_inet = section.kind() == "inet_http_server";
        if (!is_unix && !is_inet) continue;
        const Key* key = section.find(is_unix ? "file" : "port");
        if (key == nullptr || !key->value.is_known() ||
            key->value.text().find('%') != std::string::npos) {
            is_complete = false;
            continue;
        }
        const std::string& text = key->value.text();
        const auto tcp = is_inet ? inet_endpoint(text) : std::nullopt;
        if (is_unix && text.starts_with('/'))
            sockets.push_back({key, UnixEndpoint{normal_path(text)}});
        else if (tcp)
            sockets.push_back({key, *tcp});
        else
            is_complete = false;
    }
    return sockets;
}

void check_server_url(const Configuration& configuration, Reporter& report) {
    const Section* control = configuration.find("supervisorctl");
    const Key* url = control == nullptr ? nullptr : control->find("serverurl");
    if (url == nullptr || !url->value.is_known() ||
        url->value.text().find('%') != std::string::npos)
        return;
    const auto wanted = url_endpoint(url->value.text());
    if (!wanted || !configuration.has_main() || !configuration.is_whole) return;
    // Another machine's supervisord may be meant.
    const TcpEndpoint* tcp = as_tcp(*wanted);
    if (tcp != nullptr && !is_loopback(tcp->host)) return;
    bool is_complete = true;
    const std::vector<ControlSocket> sockets = find_sockets(configuration, is_complete);
    const bool is_served =
        std::any_of(sockets.begin(), sockets.end(),
                    [&](const ControlSocket& socket) { return reaches(*wanted, socket.endpoint); });
    if (!is_complete || is_served) return;
    auto found =
        report.at("SUP014", url->value.span(),
                  fmt::format("supervisorctl connects to `{}`, which no section of this file opens",
                              quoted(to_text(*wanted))));
    found.note(as_unix(*wanted) != nullptr
                   ? fmt::format("supervisorctl then says `unix://{} no such file`",
                                 quoted(to_text(*wanted)))
                   : std::string("supervisorctl then says `refused connection`"));
    for (const ControlSocket& socket : sockets)
        found.label(socket.key->value.span(), "supervisord listens here");
    if (sockets.size() != 1) return;
    const bool is_unix = as_unix(sockets[0].endpoint) != nullptr;
    const std::string url_text =
        is_unix ? "unix://" + to_text(sockets[0].endpoint)
                : fmt::format("http://127.0.0.1:{}", as_tcp(sockets[0].endpoint)->port);
    found.fix(fmt::format("connect to `{}`", quoted(url_text)), Safety::unsafe,
              {{url->value.span(), url_text}});
}

}  // namespace

void check_control(const Configuration& configuration, Reporter& report) {
    for (const Section& section : configuration.sections) {
        if (section.kind() == "inet_http_server") check_open_server(section, report);
    }
    check_server_url(configuration, report);
}

// ------------------------------------------------------------------------------ SUP017

/// A file that somebody means to be read: no example, no copy of an editor.
static bool is_configuration_name(const Path& path) {
    return path.extension() == ".conf" || path.extension() == ".ini";
}

static const Section* first_program(const Configuration& configuration, FileId file) {
    for (const Section& section : configuration.sections) {
        if (section.document->file() == file && section.name.find(':') != std::string::npos)
            return &section;
    }
    return nullptr;
}

void check_includes(const Workspace& workspace, const std::vector<Configuration>& configurations,
                    Reporter& report) {
    std::set<FileId> included;
    for (const Configuration& configuration : configurations) {
        for (std::size_t i = 1; i < configuration.documents.size(); ++i)
            included.insert(configuration.documents[i]->file());
    }
    const std::vector<std::string> bases{"."};
    for (const Configuration& main : configurations) {
        for (const MappedText& pattern : include_patterns(*main.documents.front())) {
            const std::size_t slash = pattern.text().rfind('/');
            if (!pattern.is_known() || slash == std::string::npos ||
                pattern.text().find('%') != std::string::npos)
                continue;
            const std::string all = pattern.text().substr(0, slash + 1) + "*";
            for (const auto& document :
                 workspace.resolve(all, true, main.documents.front()->file(), bases).documents) {
                if (document->dialect() != "supervisor" ||
                    !is_configuration_name(document->source().path) ||
                    included.contains(document->file()))
                    continue;
                const auto alone = std::find_if(
                    configurations.begin(), configurations.end(),
                    [&](const Configuration& one) { return one.documents.front() == document; });
                if (alone == configurations.end() || alone->has_main() ||
                    document == main.documents.front())
                    continue;
                const Section* section = first_program(*alone, document->file());
                if (section == nullptr || !included.insert(document->file()).second) continue;
                report
                    .at("SUP017", section->header,
                        fmt::format(
                            "no pattern of `[include]` names this file: `{}` does not match `{}`",
                            quoted(pattern.text()),
                            quoted(document->source().path.filename().string())))
                    .label(pattern.span(), "the pattern")
                    .note("supervisor never reads the file, and says nothing");
            }
        }
    }
}

}  // namespace stackc::supervisor
