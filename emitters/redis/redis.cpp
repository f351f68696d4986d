// redis: one configuration file a service, in the foreground, open to this host alone unless
// the description says more.
#include <fmt/format.h>

#include "compiler/base/text.h"
#include "emitters/emitter.h"

namespace stackc::emitters {

static std::string conf_path(const EmitInput& input, const Process& process) {
    return fmt::format("etc/redis/{}.conf", input.name_of(process));
}

/// A word of redis.conf: in double quotes it may hold anything, bytes as `\xHH`.
static std::string word(std::string_view text) {
    std::string result = "\"";
    bool is_plain = !text.empty();
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') result.append("\\").append(1, c);
        else if (byte < 0x20 || byte == 0x7f) result += fmt::format("\\x{:02x}", byte);
        else result += c;
        is_plain = is_plain && byte > 0x20 && byte != 0x7f && c != '"' && c != '\\' && c != '\'' && c != '#';
    }
    return is_plain ? std::string(text) : result + '"';
}

static void emit_service(const EmitInput& input, const Process& process, Emission& out) {
    std::string text = head_comment(input, "#");
    std::string bind;
    std::uint16_t port = 0;
    for (const Listener* listener : listeners_of(input.graph, process)) {
        if (const TcpEndpoint* tcp = as_tcp(*listener->endpoint)) {
            bind += " " + word(bare_host(*tcp));
            port = tcp->port;
        }
        if (const UnixEndpoint* socket = as_unix(*listener->endpoint)) {
            text += fmt::format("unixsocket {}\nunixsocketperm {:o}\n", word(socket->path), listener->mode.value_or(Mode{0660}).bits);
        }
    }
    if (!bind.empty()) text += "bind" + bind + "\n";
    const std::string folder = fmt::format("var/lib/{}/{}", input.stack(), process.name);
    text += fmt::format("port {}\ndaemonize no\nsupervised no\ndir {}\n", port, word(input.on_target(folder)));
    text += "logfile \"\"\nmaxmemory 256mb\nmaxmemory-policy noeviction\n";
    for (const RawText& raw : process.raw) {
        if (raw.dialect != "redis") continue;
        for (const std::string_view line : split(raw.text, '\n')) {
            if (!trim(line).empty()) text.append(trim(line)).append("\n");
        }
    }
    out.files.push_back({.path = conf_path(input, process), .text = std::move(text), .from = {process.span}});
}

static void emit_redis(const EmitInput& input, Emission& out) {
    for (const Process& process : input.graph.processes) {
        if (process.kind == ServerKind::redis) emit_service(input, process, out);
    }
}

static Start start_redis(const EmitInput& input, const Process& process, Emission&) {
    return {.argv = {"/usr/bin/redis-server", input.on_target(conf_path(input, process))}};
}

static constexpr ServerKind servers[] = {ServerKind::redis};
extern const Emitter redis{"redis", emit_redis, servers, start_redis};

}  // namespace stackc::emitters
