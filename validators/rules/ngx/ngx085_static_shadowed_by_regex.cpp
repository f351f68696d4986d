#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static constexpr std::array<std::string_view, 9> sample_files{
    "app.css",    "app.js",   "logo.png",  "photo.jpg", "icon.svg",
    "font.woff2", "icon.ico", "data.json", "page.html"};

namespace {
struct RegexLocation {
    const Scope* scope;
    Regex regex;
};
}  // namespace

static bool serves_files(const Scope& location) {
    for (const std::string_view other :
         {"return", "rewrite", "deny", "internal", "stub_status", "empty_gif", "try_files"}) {
        if (stated(location, other) != nullptr) return false;
    }
    return pass_in(location) == nullptr && location.is_fully_read;
}

static std::vector<RegexLocation> regex_locations(const Graph& graph, const Scope& server) {
    std::vector<RegexLocation> found;
    for (const ScopeId child : server.children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (!match || (match->kind != MatchKind::regex && match->kind != MatchKind::regex_icase))
            continue;
        std::optional<Regex> regex =
            Regex::compile(match->path, match->kind == MatchKind::regex_icase);
        if (regex) found.push_back({&graph.at(child), std::move(*regex)});
    }
    return found;
}

static void check_prefix(const Graph& graph, const Scope& location, const RouteMatch& match,
                         std::span<const RegexLocation> regexes, Reporter& report) {
    for (const std::string_view sample : sample_files) {
        const std::string url = match.path + std::string(sample);
        const auto winner =
            std::find_if(regexes.begin(), regexes.end(),
                         [&](const RegexLocation& r) { return r.regex.matches(url); });
        if (winner == regexes.end() || !serves_files(*winner->scope)) continue;
        const std::optional<std::string> wanted = file_for(graph, graph.id_of(location), url);
        const std::optional<std::string> opened = file_for(graph, graph.id_of(*winner->scope), url);
        const bool has_no_root =
            graph.effective(graph.id_of(*winner->scope), "root") == nullptr &&
            surroundings_of(graph, graph.id_of(*winner->scope)) != Surroundings::unknown;
        if (!wanted || (!opened && !has_no_root) || wanted == opened) continue;
        const std::string place = opened ? "in `" + quoted(*opened) + "`"
                                         : std::string("below nginx's own `html` folder");
        report
            .at(match.span,
                fmt::format(
                    "`{}` is looked for {}: a regular expression takes it from `location {}`",
                    quoted(url), place, quoted(match.path)))
            .label(winner->scope->head.span(), "this wins over a prefix without `^~`")
            .note("only files of these endings are a 404, the others of the folder work")
            .fix("make the prefix win with `^~`", Safety::unsafe,
                 {{{match.span.file, match.span.begin, match.span.begin}, "^~ "}});
        return;
    }
}

static void check_server(const Graph& graph, const Scope& server, Reporter& report) {
    const std::vector<RegexLocation> regexes = regex_locations(graph, server);
    if (regexes.empty()) return;
    for (const ScopeId child : server.children) {
        const Scope& location = graph.at(child);
        const std::optional<RouteMatch> match = match_of(location);
        const bool has_folder =
            stated(location, "alias") != nullptr || stated(location, "root") != nullptr;
        if (!match || match->kind != MatchKind::prefix || !match->path.ends_with('/') ||
            match->path == "/")
            continue;
        if (has_folder && pass_in(location) == nullptr)
            check_prefix(graph, location, *match, regexes, report);
    }
}

static void find_shadowed_folders(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server") check_server(graph, scope, report);
    }
}

extern constexpr Rule ngx085_static_shadowed_by_regex{
    .summary = "a regular expression takes files away from a static location",
    .why =
        "Of the locations that match, a regular expression wins over a prefix. It looks for "
        "`/static/app.css` below its "
        "own root: only `.css`, `.js` or `.jpg` are a 404 while other files work.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#location "
        "https://blog.wbw.im/nginx-location-order.html",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location /static/ { alias /srv/shop/static/; }
    location ~ \.(css|js)$ { expires 30d; }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    location ^~ /static/ { alias /srv/shop/static/; }
    location ~ \.(css|js)$ { expires 30d; }
}
)",
    .check = find_shadowed_folders,
};

}  // namespace stackc::rules
