// Where a process listens or a client connects, compared by what it means and not by how it
// is spelled: `unix:///tmp/a.sock`, `unix:/tmp/a.sock` and `/tmp/a.sock` are one endpoint, so
// are `/var/run/x` and `/run/x`, `localhost:80` and `127.0.0.1:80`.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace stackc {

/// A Unix domain socket; `path` is absolute and normal, or starts with `@` (abstract).
struct UnixEndpoint {
    std::string path;
    friend auto operator<=>(const UnixEndpoint&, const UnixEndpoint&) = default;
};

/// `host` is `*` (every IPv4 address), `[::]` (every IPv6 one), an address, or a name in lower
/// case; `localhost` becomes `127.0.0.1`. IPv6 addresses stand in brackets.
struct TcpEndpoint {
    std::string host;
    std::uint16_t port = 0;
    friend auto operator<=>(const TcpEndpoint&, const TcpEndpoint&) = default;
};

/// A descriptor that whoever started the process opened (systemd socket, fcgi-program).
struct FdEndpoint {
    int fd = 0;
    friend auto operator<=>(const FdEndpoint&, const FdEndpoint&) = default;
};

using Endpoint = std::variant<UnixEndpoint, TcpEndpoint, FdEndpoint>;

enum class Protocol : std::uint8_t {
    unknown, http, https, http2, grpc, websocket, uwsgi, fastcgi, scgi, redis, memcached, tls, raw
};

std::string_view to_text(Protocol protocol);

/// As a person writes it: `/run/a.sock`, `127.0.0.1:8000`, `fd 0`.
std::string to_text(const Endpoint& endpoint);

const UnixEndpoint* as_unix(const Endpoint& endpoint);
const TcpEndpoint* as_tcp(const Endpoint& endpoint);

/// An absolute path made normal: `//` and `/./` collapsed, `..` resolved, `/var/run` to `/run`,
/// no slash at the end.
std::string normal_path(std::string_view path);

/// `path` below `base` unless it is absolute; made normal.
std::string join_path(std::string_view base, std::string_view path);

/// The folder that holds `path`: "/run" for "/run/a.sock".
std::string parent_path(std::string_view path);

/// `unix:/a`, `unix:///a`, `unix://a`, `/a`, relative to `base`; nothing for other text.
std::optional<UnixEndpoint> parse_unix(std::string_view text, std::string_view base = "/");

/// `8000`, `:8000`, `host:8000`, `[::1]:8000`, `*:80`; `default_host` and `default_port` fill
/// what is not there. Nothing where the text is no address or the port is out of range.
std::optional<TcpEndpoint> parse_tcp(std::string_view text, std::string_view default_host = "*",
                                     std::optional<std::uint16_t> default_port = std::nullopt);

/// A decimal port from 1 to 65535.
std::optional<std::uint16_t> parse_port(std::string_view text);

bool is_loopback(std::string_view host);
bool is_wildcard(std::string_view host);
/// An IPv4 or bracketed IPv6 address, not a name.
bool is_address(std::string_view host);

/// True when a client that connects to `target` from the same host reaches `listener`.
bool reaches(const Endpoint& target, const Endpoint& listener);

/// True when both cannot be bound at once on one host: equal, or a wildcard and an address of
/// the same family and port.
bool collides(const Endpoint& a, const Endpoint& b);

}  // namespace stackc
