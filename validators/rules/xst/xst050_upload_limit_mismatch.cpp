#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// What nginx lets through; its default of one megabyte where no file says otherwise.
static std::optional<Size> limit_of(const Connection& connection) {
    constexpr Size usual{1u << 20u};
    if (connection.max_body.is_unknown()) return std::nullopt;
    return connection.max_body.value_or(usual);
}

/// nginx counts 0 as "no limit".
static bool is_larger(Size nginx, Size server) { return nginx.bytes == 0 || nginx.bytes > server.bytes; }

static std::string in_words(Size nginx) { return nginx.bytes == 0 ? "bodies of any size" : fmt::format("bodies of up to {}", to_text(nginx)); }

static std::vector<Edit> raise_nginx(const Graph& graph, const Connection& connection, Size wanted) {
    const std::string text = to_text(wanted);
    if (!connection.max_body.is_stated()) return insert_after(graph, connection.span, fmt::format("client_max_body_size {};", text));
    const Node* node = statement_at(graph, connection.max_body.span());
    if (node == nullptr || node->arg_count != 1) return {};
    return {{graph.document_of(connection.max_body.span().file)->args(*node)[0].span, text}};
}

/// nginx lets through what uWSGI drops.
static void report_larger(const Graph& graph, const Connection& connection, const Process& process, Reporter& report) {
    const Size server = *process.max_body;
    auto found = report.at(process.max_body.span(), fmt::format("{} takes bodies of up to {}, but nginx lets through {}",
                                                                name_of(graph, process), to_text(server), in_words(*limit_of(connection))));
    found.label(connection.max_body.span_or(connection.span), "nginx's limit here")
        .note("a body between the two ends in 502 instead of 413; uWSGI logs `Invalid (too big) CONTENT_LENGTH. skip.`");
    const std::uint64_t wanted = limit_of(connection)->bytes;
    if (wanted != 0) found.fix("take what nginx lets through", Safety::unsafe, {{process.max_body.span(), std::to_string(wanted)}});
    if (!connection.max_body.is_stated() && !is_fully_known(graph, connection)) found.uncertain();
}

/// nginx refuses what the server was told to take.
static void report_smaller(const Graph& graph, const Connection& connection, const Process& process, Reporter& report) {
    auto found = report.at(connection.max_body.span_or(connection.span),
                           fmt::format("nginx takes {}, but {} is set up for {}", in_words(*limit_of(connection)),
                                       name_of(graph, process), to_text(*process.max_body)));
    found.label(process.max_body.span(), "the server's limit")
        .note("a larger body ends in 413 at nginx with `client intended to send too large body`");
    const std::vector<Edit> edits = raise_nginx(graph, connection, *process.max_body);
    if (!edits.empty()) found.fix("take what the server takes", Safety::unsafe, edits);
    if (!connection.max_body.is_stated() && !is_fully_known(graph, connection)) found.uncertain();
}

/// A server behind several ways is set up for the widest; the narrower ones are narrow on purpose.
static bool is_filled_elsewhere(const Graph& graph, const std::vector<Link>& links, ProcessId process, Size wanted) {
    return std::any_of(links.begin(), links.end(), [&](const Link& link) {
        const Value<Size>& size = graph.at(link.connection).max_body;
        const bool is_same = !link.listeners.empty() && graph.at(link.listeners.front()).process == process;
        return is_same && size.is_known() && *size == wanted;
    });
}

/// Somebody lowered nginx's limit below its default, and somebody raised Django's above its own.
static void find_opposed_limits(const Graph& graph, Reporter& report) {
    constexpr std::uint64_t nginx_default = 1u << 20u, django_default = 2'621'440;
    std::set<Span> seen;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        if (connection.service.is_known() || link.listeners.size() != 1 || !connection.max_body.is_stated()) continue;
        const std::uint64_t limit = connection.max_body->bytes;
        const SettingsModule* settings = graph.settings_of(graph.at(link.listeners.front()).process);
        const PythonValue* wanted = settings == nullptr ? nullptr : settings->find("DATA_UPLOAD_MAX_MEMORY_SIZE");
        const bool is_raised = wanted != nullptr && wanted->kind == PythonValue::Kind::integer && wanted->is_certain() &&
                               wanted->integer > static_cast<std::int64_t>(django_default);
        if (!is_raised || limit == 0 || limit >= nginx_default || !seen.insert(connection.max_body.span()).second) continue;
        report.at(connection.max_body.span(), fmt::format("nginx takes bodies of up to {} only, but Django is set up for {}", to_text(*connection.max_body),
                                                          to_text(Size{static_cast<std::uint64_t>(wanted->integer)})))
            .label(wanted->span, "Django's limit")
            .label(connection.span, "nginx forwards here")
            .note("a larger body ends in 413 at nginx with `client intended to send too large body`");
    }
}

static void find_limit_mismatches(const Graph& graph, Reporter& report) {
    find_opposed_limits(graph, report);
    std::set<std::pair<Span, Span>> seen;
    const auto links = find_links(graph);
    for (const Link& link : links) {
        const Connection& connection = graph.at(link.connection);
        // A description's limits are derived from each other.
        if (connection.service.is_known()) continue;
        if (!link.is_local || link.listeners.size() != 1 || !limit_of(connection)) continue;
        if (graph.at(link.listeners.front()).protocol != connection.protocol) continue;
        const Process& process = graph.at(graph.at(link.listeners.front()).process);
        if (!process.max_body.is_stated() || process.max_body->bytes == 0 || process.kind != ServerKind::uwsgi) continue;
        if (*limit_of(connection) == *process.max_body) continue;
        if (!seen.emplace(connection.max_body.span_or(connection.span), process.max_body.span()).second) continue;
        if (is_larger(*limit_of(connection), *process.max_body)) report_larger(graph, connection, process, report);
        else if (!is_filled_elsewhere(graph, links, graph.id_of(process), *process.max_body)) report_smaller(graph, connection, process, report);
    }
}

extern constexpr Rule xst050_upload_limit_mismatch{
    .summary = "nginx and the app server allow request bodies of different sizes",
    .why = "An upload that one of them takes and the other refuses fails: 413 where nginx is the smaller one, 502 and `Invalid (too "
           "big) CONTENT_LENGTH. skip.` where uWSGI's `limit-post` is.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi",
    .sources = "observed:nginx-1.22.1 observed:uwsgi-2.0.21",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    client_max_body_size 20m;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
limit-post = 1048576
module = shop.wsgi:application
need-app = true
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    client_max_body_size 20m;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
limit-post = 20971520
module = shop.wsgi:application
need-app = true
)",
    .check = find_limit_mismatches,
};

}  // namespace stackc::rules
