#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {

/// Something below a home folder that nginx opens.
struct Opened {
    std::string path;
    Span span;
    bool is_socket = false;
};

/// What one site opens below one home.
using Homes = std::map<std::pair<SiteId, std::string>, std::vector<Opened>>;

}  // namespace

/// Folders below /home that are made by hand, not for an account.
static bool is_account(std::string_view name) {
    static constexpr std::array<std::string_view, 16> shared{
        "app", "docker", "www",     "web",      "html",   "data",  "site", "sites", "wwwroot",
        "project", "projects", "static", "media", "code", "share", "public"};
    return std::find(shared.begin(), shared.end(), name) == shared.end();
}

/// "/root" or "/home/deploy", where `path` lies below it.
static std::optional<std::string> home_of(std::string_view path) {
    if (path.starts_with("/root/")) return "/root";
    constexpr std::string_view homes = "/home/";
    if (!path.starts_with(homes)) return std::nullopt;
    const std::size_t end = path.find('/', homes.size());
    if (end == std::string_view::npos || end == homes.size()) return std::nullopt;
    if (!is_account(path.substr(homes.size(), end - homes.size()))) return std::nullopt;
    return std::string(path.substr(0, end));
}

static bool is_on_the_machine(const Graph& graph, const std::optional<ProcessId>& nginx,
                              FileId file) {
    const bool is_described = graph.stack && graph.stack->file == file;
    if (graph.target.knows_paths || is_described) return false;
    // Whose files go into which container is not always known.
    if (!nginx) return graph.containers.empty();
    return runs_here(graph, graph.at(*nginx)) && graph.at(*nginx).containers.empty();
}

static void note_path(const Graph& graph, const Route& route, std::string path, Span span,
                      bool is_socket, Homes& homes) {
    const std::optional<std::string> home = home_of(path + "/");
    if (!home || !is_on_the_machine(graph, graph.at(route.site).process, span.file)) return;
    std::vector<Opened>& opened = homes[{route.site, *home}];
    const bool is_known = std::any_of(opened.begin(), opened.end(),
                                      [&](const Opened& one) { return one.span == span; });
    if (!is_known) opened.push_back({std::move(path), span, is_socket});
}

static Homes find_homes(const Graph& graph) {
    Homes homes;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const UnixEndpoint* socket = as_unix(link.target);
        if (socket != nullptr && connection.route)
            note_path(graph, graph.at(*connection.route), socket->path, link.span, true, homes);
    }
    for (const Route& route : graph.routes) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || !files->path.is_stated() || !files->path->starts_with('/'))
            continue;
        note_path(graph, route, normal_path(*files->path), files->path.span(), false, homes);
    }
    return homes;
}

/// Whether a line of a file of the deployment opens the home: a script, a playbook.
static bool is_opened(const Graph& graph, FileId from, std::string_view user) {
    for (const auto& document : graph.documents) {
        if (!graph.are_together(from, document->file())) continue;
        for (const std::string_view line : split(document->text(), '\n')) {
            const bool changes = line.find("chmod") != std::string_view::npos ||
                                 line.find("setfacl") != std::string_view::npos;
            const bool joins = line.find("usermod") != std::string_view::npos ||
                               line.find("gpasswd") != std::string_view::npos ||
                               line.find("adduser") != std::string_view::npos;
            const bool is_home = line.find(user) != std::string_view::npos ||
                                 line.find("HOME") != std::string_view::npos ||
                                 line.find('~') != std::string_view::npos;
            if ((changes && is_home) || (joins && line.find(user) != std::string_view::npos))
                return true;
        }
    }
    return false;
}

/// Whether the files show nginx's workers to get through.
static bool is_let_in(const Graph& graph, const NginxAccounts& nginx, FileId from,
                      const std::string& home) {
    const std::string user = home.substr(home.rfind('/') + 1);
    const bool is_made = std::any_of(graph.paths_made.begin(), graph.paths_made.end(),
                                     [&](const PathMade& made) { return made.path == home; });
    const bool is_member =
        std::any_of(nginx.accounts.begin(), nginx.accounts.end(), [&](const Account& account) {
            return account.user == "root" || account.user == user ||
                   std::find(account.groups.begin(), account.groups.end(), user) !=
                       account.groups.end();
        });
    return nginx.accounts.empty() || is_made || is_member || is_opened(graph, from, user);
}

static void report_home(const NginxAccounts& nginx, const std::string& home,
                        const std::vector<Opened>& opened, Reporter& report) {
    const Opened& first = opened.front();
    const bool is_root = home == "/root";
    const std::string user = home.substr(home.rfind('/') + 1);
    const std::string& account = nginx.accounts.front().user;
    const std::string message =
        is_root ? fmt::format("nginx opens `{}`, but `/root` lets nobody in but root",
                              quoted(first.path))
                : fmt::format(
                      "nginx opens `{}`, and the home folder `{}` may be closed to its user `{}`",
                      quoted(first.path), quoted(home), quoted(account));
    auto found = report.at(first.span, message);
    for (const Opened& other : opened)
        if (&other != &first) found.label(other.span, "the same");
    if (nginx.said_at) found.label(*nginx.said_at, "nginx's workers run as this user");
    if (first.is_socket)
        found.note(
            fmt::format("each request ends in 502 with `connect() to unix:{} failed (13: "
                        "Permission denied) while connecting to upstream`",
                        quoted(first.path)));
    else
        found.note(fmt::format(
            "each request for it ends in 403 with `open() \"{}/…\" failed (13: Permission denied)`",
            quoted(first.path)));
    const std::string_view place =
        first.is_socket ? "/run, in a folder of its own" : "/srv or /var/www";
    if (is_root) {
        found
            .note(
                "every system makes it 0700; unless `nginx.conf`, which is not here, says `user "
                "root`, and that gives the machine away with one bug")
            .note(fmt::format("the least change: a place below {}", place));
        return;
    }
    found.note("Ubuntu since 21.04 makes home folders 0750, Debian 12 0700")
        .note(fmt::format("the least change: a place below {}, or where it is 0750 `usermod -aG {} "
                          "{}` and a restart of nginx",
                          place, quoted(user), quoted(account)))
        .uncertain();
}

static void find_closed_homes(const Graph& graph, Reporter& report) {
    for (const auto& [key, opened] : find_homes(graph)) {
        const FileId from = opened.front().span.file;
        const std::string& home = key.second;
        const NginxAccounts nginx = nginx_accounts(graph, from);
        if (is_let_in(graph, nginx, from, home)) continue;
        // What is proven is said by XST007 and XST008.
        if (home == "/root" ? nginx.is_certain : graph.target.is_os_stated) continue;
        report_home(nginx, home, opened, report);
    }
}

extern constexpr Rule xst150_path_in_home_folder{
    .summary = "nginx opens a socket or files below somebody's home folder",
    .why =
        "Homes are closed: /root is 0700 everywhere, /home/<user> is 0750 on Ubuntu since 21.04 "
        "and 0700 on Debian 12. nginx's workers "
        "run as another user and get `(13: Permission denied)`, whatever the mode of the file "
        "itself: 502 for a socket, 403 for "
        "style sheets.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "observed:nginx-1.22.1 "
        "https://discourse.ubuntu.com/t/private-home-directories-for-ubuntu-21-04-onwards/19533",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location /static/ { alias /home/deploy/shop/static/; }
}
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
}
)",
    .check = find_closed_homes,
};

}  // namespace stackc::rules
