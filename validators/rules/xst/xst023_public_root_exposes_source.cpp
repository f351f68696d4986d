#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// A folder that a location serves whole, and the path of a file in it as a URL.
struct ServedFolder {
    std::string folder;
    std::string url_prefix;
    Span span;  // the root or alias
};
/// A process whose code lies in a known folder.
struct CodeFolder {
    const Process* process;
    std::string folder;
};
}  // namespace

static std::vector<CodeFolder> code_folders(const Graph& graph) {
    std::vector<CodeFolder> found;
    for (const Process& process : graph.processes) {
        const bool is_app = process.kind != ServerKind::nginx &&
                            process.kind != ServerKind::redis && process.kind != ServerKind::other;
        if (!is_app || !process.directory.is_stated() || !process.directory->starts_with('/'))
            continue;
        const std::string folder = normal_path(*process.directory);
        // Two levels at least: `/` and `/srv` hold more than one thing.
        if (std::count(folder.begin(), folder.end(), '/') >= 2) found.push_back({&process, folder});
    }
    return found;
}

/// Whether another location refuses files of code before they are looked for.
static bool is_refused(const Graph& graph, const Scope& server, const std::string& url) {
    return std::any_of(server.children.begin(), server.children.end(), [&](ScopeId child) {
        const Scope& location = graph.at(child);
        const std::optional<RouteMatch> match = match_of(location);
        if (!match || (match->kind != MatchKind::regex && match->kind != MatchKind::regex_icase))
            return false;
        const std::optional<Regex> regex =
            Regex::compile(match->path, match->kind == MatchKind::regex_icase);
        return regex && regex->matches(url);
    });
}

static std::optional<ServedFolder> served_folder(const Graph& graph, const Scope& location) {
    const std::optional<RouteMatch> match = match_of(location);
    const bool is_prefix =
        match && (match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex);
    if (!is_prefix || !location.is_fully_read || pass_in(location) != nullptr ||
        stated(location, "return") != nullptr)
        return std::nullopt;
    if (graph.effective(graph.id_of(location), "deny") != nullptr ||
        stated(location, "internal") != nullptr)
        return std::nullopt;
    const std::optional<std::string> folder = file_for(graph, graph.id_of(location), match->path);
    if (!folder || !folder->starts_with('/')) return std::nullopt;
    const Directive* alias = stated(location, "alias");
    const Directive* said =
        alias != nullptr ? alias : graph.effective(graph.id_of(location), "root");
    return ServedFolder{normal_path(*folder), match->path, said->span()};
}

/// A site that hands nothing to an app may be another variant of the deployment, with other files
/// in the same folder.
static bool forwards(const Graph& graph, const Scope& server) {
    std::vector<const Scope*> open{&server};
    while (!open.empty()) {
        const Scope& scope = *open.back();
        open.pop_back();
        if (pass_in(scope) != nullptr) return true;
        for (const ScopeId child : scope.children) open.push_back(&graph.at(child));
    }
    return false;
}

static void check_location(const Graph& graph, const Scope& server, const Scope& location,
                           std::span<const CodeFolder> code, Reporter& report) {
    const std::optional<ServedFolder> served = served_folder(graph, location);
    if (!served) return;
    for (const CodeFolder& each : code) {
        const bool holds_code =
            each.folder == served->folder || each.folder.starts_with(served->folder + "/");
        if (!holds_code || !graph.are_together(each.process->span.file, served->span.file))
            continue;
        const std::string below = each.folder.substr(served->folder.size());
        const std::string url = served->url_prefix +
                                (served->url_prefix.ends_with('/') ? "" : "/") +
                                (below.empty() ? "" : below.substr(1) + "/") + "manage.py";
        if (is_refused(graph, server, url)) continue;
        auto found = report
            .at(served->span,
                fmt::format("`{}` is served to everyone, and `{}` runs its code from `{}`",
                            quoted(served->folder), quoted(each.process->name),
                            quoted(each.folder)))
            .label(each.process->directory.span(), "the code lies here")
            .label(location.head.span(), "this location serves it")
            .note(
                fmt::format("`GET {}` and `.env`, `db.sqlite3`, `settings.py` beside it answer 200",
                            quoted(url)))
            .note("serve a folder that holds nothing but public files");
        if (!forwards(graph, server)) found.uncertain();
        return;
    }
}

static void find_exposed_code(const Graph& graph, Reporter& report) {
    const std::vector<CodeFolder> code = code_folders(graph);
    if (code.empty()) return;
    for (const Scope& server : graph.scopes) {
        if (server.kind != "server") continue;
        for (const ScopeId child : server.children)
            check_location(graph, server, graph.at(child), code, report);
    }
}

extern constexpr Rule xst023_public_root_exposes_source{
    .summary = "nginx serves the folder that holds the code",
    .why =
        "`try_files $uri @app` looks for a file first: `GET /shop/settings.py`, `/.env` and "
        "`/db.sqlite3` answer 200 with "
        "the secrets in them.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx uwsgi supervisor",
    .sources =
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst https://github.com/django/channels/issues/558",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    root /srv/shop;
    location / { try_files $uri @app; }
    location @app { include uwsgi_params; uwsgi_pass unix:/run/shop/web.sock; }
}
#> uwsgi/shop.ini
[uwsgi]
chdir = /srv/shop
module = shop.wsgi:application
need-app = true
socket = /run/shop/web.sock
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    root /srv/shop/public;
    location / { try_files $uri @app; }
    location /static/ { root /srv/shop; }
    location @app { include uwsgi_params; uwsgi_pass unix:/run/shop/web.sock; }
}
#> uwsgi/shop.ini
[uwsgi]
chdir = /srv/shop
module = shop.wsgi:application
need-app = true
socket = /run/shop/web.sock
)",
    .check = find_exposed_code,
};

}  // namespace stackc::rules
