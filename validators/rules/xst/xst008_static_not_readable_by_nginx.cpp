#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The first file of the folder itself that nginx may not read.
static std::optional<std::pair<std::string, Owned>> closed_file(const Graph& graph, const std::string& folder, const NginxAccounts& nginx, FileId from) {
    constexpr std::uint32_t read = 4;
    const std::string head = folder == "/" ? folder : folder + "/";
    for (auto entry = graph.paths.lower_bound(head); entry != graph.paths.end() && entry->first.starts_with(head); ++entry) {
        const bool is_file = entry->second.exists && !entry->second.is_directory && entry->first.find('/', head.size()) == std::string::npos;
        bool is_certain = false;
        const std::optional<Owned> state = is_file ? folder_state(graph, entry->first, from, is_certain) : std::nullopt;
        const bool is_closed = state && !nginx.accounts.empty() && std::all_of(nginx.accounts.begin(), nginx.accounts.end(), [&](const Account& account) {
            return may(account, *state, read) == Answer::no;
        });
        if (is_closed) return std::pair{entry->first, *state};
    }
    return std::nullopt;
}

static void find_closed_files(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const Route& route : graph.routes) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || !files->path.is_stated() || !files->path->starts_with('/')) continue;
        const FileId from = files->path.span().file;
        const std::string folder = normal_path(*files->path);
        if (folder_refusal(graph, folder + "/file", from)) continue;
        const NginxAccounts nginx = nginx_accounts(graph, from);
        const auto closed = closed_file(graph, folder, nginx, from);
        if (!closed) continue;
        auto found = report.at(files->path.span(), fmt::format("nginx's user `{}` may not read `{}` ({})", quoted(nginx.accounts.front().user), quoted(closed->first),
                                                               to_text(closed->second)));
        if (nginx.said_at) found.label(*nginx.said_at, "nginx's workers run as this user");
        found.note(fmt::format("a request for it ends in 403 with `open() \"{}\" failed (13: Permission denied)`", quoted(closed->first)));
        if (!nginx.is_certain) found.uncertain();
    }
}

static void find_unreadable_files(const Graph& graph, Reporter& report) {
    for (const Route& route : graph.routes) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || !files->path.is_stated() || !files->path->starts_with('/')) continue;
        // The folder itself must be entered too.
        const auto refusal = folder_refusal(graph, normal_path(*files->path) + "/file", files->path.span().file);
        if (!refusal) continue;
        // A home of root beside an unknown nginx.conf is XST150's.
        if (refusal->path == "/root" && !refusal->is_certain && !graph.target.knows_paths) continue;
        auto found = report.at(files->path.span(), fmt::format("nginx's user `{}` cannot enter `{}` ({}), so nothing below it is served",
                                                               quoted(refusal->user), quoted(refusal->path), to_text(refusal->state)));
        if (refusal->accounts.said_at) found.label(*refusal->accounts.said_at, "nginx's workers run as this user");
        if (!refusal->state.because.empty()) found.note(refusal->state.because);
        found.note(fmt::format("every request for it ends in 403 with `open() \"{}/…\" failed (13: Permission denied)`", quoted(*files->path)))
            .note("serve files from /srv or /var/www, or open the folder to nginx's group");
        if (!refusal->is_certain) found.uncertain();
    }
}

static void find_all(const Graph& graph, Reporter& report) {
    find_unreadable_files(graph, report);
    find_closed_files(graph, report);
}

extern constexpr Rule xst008_static_not_readable_by_nginx{
    .summary = "nginx serves files from a folder that its user cannot enter",
    .why = "Pages come without style sheets and images: 403, and `open() \"/root/shop/static/a.css\" failed (13: Permission denied)` "
           "in nginx's error log.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1",
    .bad = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location /static/ { alias /root/shop/static/; }
    }
}
)",
    .good = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location /static/ { alias /srv/shop/static/; }
    }
}
)",
    .check = find_all,
};

}  // namespace stackc::rules
