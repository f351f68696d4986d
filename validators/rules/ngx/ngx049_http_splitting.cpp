#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

namespace {
/// Where nginx 1.22.1 was seen to write a decoded line end into a header or a request line.
struct Sink {
    std::string_view directive;
    std::size_t first_arg;
};
}  // namespace

static constexpr std::array<Sink, 6> sinks{{
    {"return", 1},
    {"rewrite", 1},
    {"add_header", 1},
    {"proxy_set_header", 1},
    {"proxy_pass", 0},
    {"grpc_set_header", 1},
}};

/// Whether the directive writes its argument where a line end does harm.
static bool writes_a_header(const Directive& use) {
    if (use.name() == "return") return use.arg(0).starts_with('3');
    if (use.name() == "rewrite") return use.arg(2) == "redirect" || use.arg(2) == "permanent";
    return true;
}

/// The decoded path with which the word is put together: `$uri` or `$document_uri`.
static std::optional<std::string> decoded_path_in(std::string_view text) {
    for (std::string& name : variables_in(text)) {
        if (name == "uri" || name == "document_uri") return std::move(name);
    }
    return std::nullopt;
}

/// `$request_uri` in place of `$uri` and of the query that is often appended to it.
static std::optional<std::string> with_request_uri(std::string_view text) {
    for (const std::string_view spelled : {"$uri$is_args$args", "$document_uri$is_args$args",
                                           "$uri?$args", "$uri", "$document_uri"}) {
        const std::size_t at = text.find(spelled);
        if (at == std::string_view::npos) continue;
        return std::string(text.substr(0, at)) + "$request_uri" +
               std::string(text.substr(at + spelled.size()));
    }
    return std::nullopt;
}

/// An exact location lets one path in, which holds no line end.
static bool is_one_path(const Graph& graph, ScopeId scope) {
    const std::optional<ScopeId> location = enclosing_id(graph, scope, "location");
    const std::optional<RouteMatch> match = location ? match_of(graph.at(*location)) : std::nullopt;
    return match && match->kind == MatchKind::exact;
}

static void check_use(const Sink& sink, const Directive& use, Reporter& report) {
    if (!writes_a_header(use)) return;
    for (std::size_t arg = sink.first_arg; arg < use.args().size(); ++arg) {
        const Word& word = use.args()[arg];
        const std::optional<std::string> variable = decoded_path_in(word.value);
        if (!variable || word.has_hole) continue;
        auto found = report.at(
            word.span,
            fmt::format(
                "`${}` in `{}` may hold a line end: whoever sends `%0d%0a` adds headers of his own",
                *variable, sink.directive));
        found.note(
            "nginx decodes the path before it puts it here; `$request_uri` stays as the client "
            "sent it");
        const std::optional<std::string> mended = with_request_uri(word.value);
        if (mended && use.name() != "proxy_pass") {
            found.fix("use `$request_uri`", Safety::unsafe, {replace(word, *mended)});
        }
    }
}

static void find_splittings(const Graph& graph, Reporter& report) {
    for (const Sink& sink : sinks) {
        for (const DirectiveUse& use : uses_of(graph, sink.directive)) {
            if (!is_one_path(graph, use.scope)) check_use(sink, use.directive, report);
        }
    }
}

extern constexpr Rule ngx049_http_splitting{
    .summary = "a decoded path in a header",
    .why =
        "`$uri` is decoded: `GET /%0d%0aSet-Cookie:%20a=b` makes nginx send a line end and a "
        "header of the attacker's "
        "in the redirect, or a second request to the application.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/http_splitting/ "
        "https://github.com/yandex/gixy/blob/master/docs/en/plugins/httpsplitting.md",
    .bad = R"(server { listen 80; return 301 https://$host$uri; }
)",
    .good = R"(server { listen 80; return 301 https://$host$request_uri; }
)",
    .check = find_splittings,
};

}  // namespace stackc::rules
