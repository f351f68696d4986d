#include "tools/session/addresses_in_use.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "compiler/base/text.h"

namespace stackc {

static std::optional<std::uint32_t> parse_hex(std::string_view text) {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    const bool is_whole = error == std::errc{} && stop == text.data() + text.size();
    return is_whole ? std::optional(value) : std::nullopt;
}

/// The kernel writes each 32-bit word of an address as the machine holds it: 0100007F is 127.0.0.1.
static std::optional<std::string> parse_ipv4(std::string_view hex) {
    const auto word = parse_hex(hex);
    if (!word) return std::nullopt;
    if (*word == 0) return "*";
    return fmt::format("{}.{}.{}.{}", *word & 255u, (*word >> 8u) & 255u, (*word >> 16u) & 255u, *word >> 24u);
}

/// Only the two IPv6 addresses that servers name: every one, and loopback.
static std::optional<std::string> parse_ipv6(std::string_view hex) {
    if (hex.find_first_not_of('0') == std::string_view::npos) return "[::]";
    if (hex == "00000000000000000000000001000000") return "[::1]";
    return std::nullopt;
}

static std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (const std::string_view field : split(line, ' ')) {
        if (!field.empty()) fields.push_back(field);
    }
    return fields;
}

static std::optional<ListeningSocket> parse_line(std::string_view line) {
    constexpr std::string_view listening = "0A";
    const std::vector<std::string_view> fields = fields_of(line);
    if (fields.size() < 10 || fields[3] != listening) return std::nullopt;
    const std::size_t colon = fields[1].find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view address = fields[1].substr(0, colon);
    const auto host = address.size() == 8 ? parse_ipv4(address) : parse_ipv6(address);
    const auto port = parse_hex(fields[1].substr(colon + 1));
    const auto inode = parse_number(fields[9]);
    if (!host || !port || *port > 65535 || !inode) return std::nullopt;
    return ListeningSocket{{*host, static_cast<std::uint16_t>(*port)}, *inode};
}

std::vector<ListeningSocket> parse_proc_net_tcp(std::string_view text) {
    std::vector<ListeningSocket> sockets;
    for (const std::string_view line : split(text, '\n')) {
        if (const auto socket = parse_line(line)) sockets.push_back(*socket);
    }
    return sockets;
}

/// The number in "socket:[1234]", which is where a descriptor's link in /proc leads.
static std::optional<std::uint64_t> parse_socket_link(std::string_view target) {
    constexpr std::string_view head = "socket:[";
    if (!target.starts_with(head) || !target.ends_with(']')) return std::nullopt;
    return parse_number(target.substr(head.size(), target.size() - head.size() - 1));
}

/// Which process holds each socket, as far as we may look: the first by number, a master.
static std::map<std::uint64_t, std::uint64_t> find_holders(const FileSystem& files) {
    std::map<std::uint64_t, std::uint64_t> holders;
    const auto entries = files.list("/proc");
    if (!entries) return holders;
    for (const std::string& entry : *entries) {
        const auto pid = parse_number(entry);
        if (!pid) continue;
        const Path folder = Path("/proc") / entry / "fd";
        const auto descriptors = files.list(folder);
        if (!descriptors) continue;
        for (const std::string& descriptor : *descriptors) {
            std::error_code error;
            const auto inode = parse_socket_link(std::filesystem::read_symlink(folder / descriptor, error).string());
            if (!error && inode) {
                const auto [slot, is_new] = holders.try_emplace(*inode, *pid);
                if (!is_new) slot->second = std::min(slot->second, *pid);
            }
        }
    }
    return holders;
}

static std::string command_line(const FileSystem& files, std::uint64_t pid) {
    const auto text = files.read(Path("/proc") / std::to_string(pid) / "cmdline");
    if (!text) return {};
    std::string line = *text;
    std::replace(line.begin(), line.end(), '\0', ' ');
    return std::string(trim(line));
}

std::vector<AddressInUse> addresses_in_use(const FileSystem& files) {
    std::vector<AddressInUse> found;
    const std::map<std::uint64_t, std::uint64_t> holders = find_holders(files);
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        const auto text = files.read(table);
        if (!text) continue;
        for (const ListeningSocket& socket : parse_proc_net_tcp(*text)) {
            const auto holder = holders.find(socket.inode);
            if (holder == holders.end()) continue;
            found.push_back({socket.endpoint, command_line(files, holder->second), holder->second});
        }
    }
    return found;
}

static std::string to_text(const sockaddr& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (address.sa_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(address);
        return inet_ntop(AF_INET, &four.sin_addr, text, sizeof text) == nullptr ? "" : text;
    }
    if (address.sa_family != AF_INET6) return {};
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    return inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text) == nullptr ? "" : fmt::format("[{}]", text);
}

static bool is_on(const FileSystem& files, const char* setting) {
    const auto text = files.read(setting);
    return !text || trim(*text) != "0";
}

std::vector<std::string> own_addresses(const FileSystem& files) {
    std::vector<std::string> found;
    if (is_on(files, "/proc/sys/net/ipv4/ip_nonlocal_bind")) return found;
    ifaddrs* interfaces = nullptr;
    if (getifaddrs(&interfaces) != 0) return found;
    for (const ifaddrs* one = interfaces; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr) continue;
        if (std::string text = to_text(*one->ifa_addr); !text.empty()) found.push_back(std::move(text));
    }
    freeifaddrs(interfaces);
    return found;
}

}  // namespace stackc
