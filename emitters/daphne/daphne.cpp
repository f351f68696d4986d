// daphne and uvicorn: ASGI servers that know nothing but their command line.
#include <fmt/format.h>

#include "emitters/emitter.h"

namespace stackc::emitters {

static std::string seconds(Duration duration) { return std::to_string((duration.ms + 999) / 1000); }

static Start start_in_app(const EmitInput& input, const Process& process, std::string_view program) {
    Start start;
    start.argv.push_back(binary_of(input.graph, process, program));
    if (process.app) start.directory = input.graph.at(*process.app).root.value_or("");
    start.env = environment_of(input.graph, process);
    return start;
}

/// daphne makes its socket 0666 whatever the umask says; who may open it is decided by the
/// folder. `-p 0` is never written: without an address it would listen on 8000 too.
static Start start_daphne(const EmitInput& input, const Process& process) {
    Start start = start_in_app(input, process, "daphne");
    std::vector<std::string>& argv = start.argv;
    for (const Listener* listener : listeners_of(input.graph, process)) {
        if (const UnixEndpoint* socket = as_unix(*listener->endpoint)) argv.insert(argv.end(), {"-u", socket->path});
        if (const TcpEndpoint* tcp = as_tcp(*listener->endpoint)) {
            argv.insert(argv.end(), {"-b", bare_host(*tcp), "-p", std::to_string(tcp->port)});
        }
    }
    if (process.request_timeout.is_known()) argv.insert(argv.end(), {"--http-timeout", seconds(*process.request_timeout)});
    argv.push_back(process.module.value_or(""));
    return start;
}

static Start start_uvicorn(const EmitInput& input, const Process& process) {
    Start start = start_in_app(input, process, "uvicorn");
    std::vector<std::string>& argv = start.argv;
    for (const Listener* listener : listeners_of(input.graph, process)) {
        // Only nginx may open the socket, and it has no address that could be trusted instead.
        if (const UnixEndpoint* socket = as_unix(*listener->endpoint)) argv.insert(argv.end(), {"--uds", socket->path, "--forwarded-allow-ips", "*"});
        if (const TcpEndpoint* tcp = as_tcp(*listener->endpoint)) {
            argv.insert(argv.end(), {"--host", bare_host(*tcp), "--port", std::to_string(tcp->port)});
        }
    }
    if (process.workers_auto) {
        start.computed.emplace_back("WEB_CONCURRENCY", auto_workers);
        start.has_children = true;
    } else if (process.workers.is_known() && *process.workers > 1) {
        argv.insert(argv.end(), {"--workers", std::to_string(*process.workers)});
        start.has_children = true;
    }
    argv.push_back("--proxy-headers");
    argv.push_back(process.module.value_or(""));
    return start;
}

static Start start_asgi(const EmitInput& input, const Process& process, Emission&) {
    return process.kind == ServerKind::uvicorn ? start_uvicorn(input, process) : start_daphne(input, process);
}

static constexpr ServerKind servers[] = {ServerKind::daphne, ServerKind::uvicorn};
extern const Emitter daphne{"daphne", nullptr, servers, start_asgi};

}  // namespace stackc::emitters
