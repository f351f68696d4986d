#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// What nginx takes of one header line, and where that is said.
struct HeaderLimit {
    std::uint64_t bytes = 8192;  // `large_client_header_buffers 4 8k`
    std::optional<Span> said_at;
};

static std::optional<HeaderLimit> limit_of(const Graph& graph, const Connection& connection) {
    HeaderLimit limit;
    const Route* route = connection.route ? &graph.at(*connection.route) : nullptr;
    if (route == nullptr || !route->scope) return limit;
    const Directive* said = graph.effective(*route->scope, "large_client_header_buffers");
    if (said == nullptr || said->args().size() != 2) return limit;
    std::string_view text = said->arg(1);
    std::uint64_t unit = 1;
    if (text.ends_with('k') || text.ends_with('K')) unit = 1024, text.remove_suffix(1);
    const auto number = parse_number(text);
    if (!number || *number > 1024 * 1024) return std::nullopt;
    return HeaderLimit{*number * unit, said->span()};
}

static void find_small_buffers(const Graph& graph, Reporter& report) {
    constexpr std::uint64_t default_size = 4096;
    std::set<ListenerId> seen;
    for (const Link& link : find_links(graph)) {
        if (link.listeners.size() != 1) continue;
        const Listener& listener = graph.at(link.listeners.front());
        const Process& process = graph.at(listener.process);
        if (!is_uwsgi(process) || !process.is_fully_read || listener.protocol != Protocol::uwsgi || process.header_buffer.is_unknown()) continue;
        const auto limit = limit_of(graph, graph.at(link.connection));
        const std::uint64_t size = process.header_buffer.is_known() ? process.header_buffer->bytes : default_size;
        const bool is_chosen = process.header_buffer.is_known() || (limit && limit->said_at);
        // Two defaults that meet are no choice of anybody; on a machine they are worth a word.
        if (!is_chosen && !graph.target.knows_paths) continue;
        if (!limit || size >= limit->bytes || !seen.insert(link.listeners.front()).second) continue;
        const Option* option = process.option("buffer-size");
        const Span at = option != nullptr ? option->value.span_or(option->span) : listener.span;
        auto found = report.at(at, fmt::format("nginx takes {} bytes of one header, uWSGI only {} of all of them", limit->bytes, size));
        if (limit->said_at) found.label(*limit->said_at, "nginx's limit");
        found.label(link.span, "nginx connects here")
            .note(fmt::format("a large cookie or token ends in 502: uWSGI's log says `invalid request block size: … (max {})...skip`", size))
            .note("`buffer-size = 32768` in uWSGI's file costs a little memory for each worker");
        if (!is_chosen) found.uncertain();
    }
}

extern constexpr Rule uws017_buffer_size_small{
    .summary = "uWSGI takes smaller headers than nginx",
    .why =
        "uWSGI puts all variables and headers of a request into one buffer of `buffer-size`, 4096 bytes unless said. A "
        "request with large cookies or tokens passes nginx and is dropped by uWSGI: `invalid request block size`, 502.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "uwsgi nginx",
    .sources =
        "observed:uwsgi-2.0.21 https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html "
        "https://github.com/unbit/uwsgi/issues/1573",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    large_client_header_buffers 4 16k;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
module = shop.wsgi:application
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    large_client_header_buffers 4 16k;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
buffer-size = 32768
module = shop.wsgi:application
need-app = true
)",
    .check = find_small_buffers,
};

}  // namespace stackc::rules
