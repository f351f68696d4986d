// gunicorn: no file of its own; everything stands on the command line that the manager runs,
// but for `raw gunicorn`, which is Python and goes into a configuration file.
#include <fmt/format.h>

#include "emitters/emitter.h"

namespace stackc::emitters {

static std::string raw_path(const EmitInput& input, const Process& process) {
    return fmt::format("etc/gunicorn/{}.conf.py", input.name_of(process));
}

static bool has_raw(const Process& process) {
    for (const RawText& raw : process.raw) {
        if (raw.dialect == "gunicorn") return true;
    }
    return false;
}

/// The least umask that gives the socket its mode; the files that the app makes keep their x.
static std::string umask_for(Mode mode) {
    const std::uint32_t writable = mode.bits & 0222;
    return fmt::format("0o{:03o}", 0777 & ~(writable | writable << 1 | writable >> 1));
}

static std::string seconds(Duration duration) { return std::to_string((duration.ms + 999) / 1000); }

static Start start_gunicorn(const EmitInput& input, const Process& process, Emission&) {
    Start start;
    start.settles_after = 6;  // it tries to bind five times, a second apart
    std::vector<std::string>& argv = start.argv;
    argv.push_back(binary_of(input.graph, process, "gunicorn"));
    if (has_raw(process)) argv.insert(argv.end(), {"--config", input.on_target(raw_path(input, process))});
    for (const Listener* listener : listeners_of(input.graph, process)) {
        const UnixEndpoint* socket = as_unix(*listener->endpoint);
        argv.insert(argv.end(), {"--bind", socket != nullptr ? "unix:" + socket->path : to_text(*listener->endpoint)});
        if (socket != nullptr) argv.insert(argv.end(), {"--umask", umask_for(listener->mode.value_or(Mode{0660}))});
    }
    if (process.workers_auto) start.computed.emplace_back("WEB_CONCURRENCY", auto_workers);
    else if (process.workers.is_known()) argv.insert(argv.end(), {"--workers", std::to_string(*process.workers)});
    if (process.is_asgi.value_or(false)) argv.insert(argv.end(), {"--worker-class", "uvicorn.workers.UvicornWorker"});
    else if (process.threads.is_known() && *process.threads > 1) argv.insert(argv.end(), {"--threads", std::to_string(*process.threads)});
    if (process.request_timeout.is_known()) {
        argv.insert(argv.end(), {"--timeout", seconds(*process.request_timeout), "--graceful-timeout", seconds(*process.request_timeout)});
    }
    argv.insert(argv.end(), {"--access-logfile", "-"});
    argv.push_back(process.module.value_or(""));
    if (process.app) start.directory = input.graph.at(*process.app).root.value_or("");
    start.env = environment_of(input.graph, process);
    return start;
}

static void emit_gunicorn(const EmitInput& input, Emission& out) {
    for (const Process& process : input.graph.processes) {
        if (process.kind != ServerKind::gunicorn || !has_raw(process)) continue;
        std::string text = head_comment(input, "#");
        for (const RawText& raw : process.raw) {
            if (raw.dialect == "gunicorn") text += raw.text;
        }
        if (!text.ends_with('\n')) text += '\n';
        out.files.push_back({.path = raw_path(input, process), .text = std::move(text), .from = {process.span}});
    }
}

static constexpr ServerKind servers[] = {ServerKind::gunicorn};
extern const Emitter gunicorn{"gunicorn", emit_gunicorn, servers, start_gunicorn};

}  // namespace stackc::emitters
