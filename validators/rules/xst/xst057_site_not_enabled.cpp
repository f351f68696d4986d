#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether a file is there but put aside: `site.conf.bak`, `default.disabled`.
static bool is_put_aside(const Path& path) {
    const std::string name = to_lower(path.filename().string());
    static constexpr std::array<std::string_view, 15> signs{".bak",    ".old",     ".orig",     ".save",   ".disabled", ".disable", ".off", ".example",
                                                            ".sample", ".template", ".dpkg-", ".rpm", ".swp", ".tmpl", ".j2"};
    const bool has_sign = std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) { return name.find(sign) != std::string::npos; });
    return has_sign || name.ends_with('~') || name.starts_with('.') || name.starts_with('_');
}

/// The first `server` of a document, or null.
static const Node* first_server(const Document& document) {
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::block && node.name.value == "server") return &node;
    }
    return nullptr;
}

/// Spellings of the folder that nginx's packages for Debian include.
static bool is_misspelt(const std::string& folder) {
    return folder != "sites-enabled" && folder != "sites-available" && edit_distance(folder, "sites-enabled") <= 2;
}

static bool is_same_site(const Path& a, const Path& b) { return a.stem() == b.stem() || a.filename() == b.filename(); }

static void find_sites_left_out(const Graph& graph, Reporter& report) {
    const auto nginx_files = [&] {
        std::vector<const Document*> files;
        for (const auto& document : graph.documents) {
            if (document->dialect() == "nginx" && first_server(*document) != nullptr) files.push_back(document.get());
        }
        return files;
    }();
    for (const Document* document : nginx_files) {
        const Path& path = document->source().path;
        const std::string folder = path.parent_path().filename().string();
        const Node& server = *first_server(*document);
        if (is_misspelt(folder)) {
            report.at(server.header, fmt::format("nginx reads `sites-enabled`, and this lies in `{}`", quoted(folder)))
                .note("no mask of the packages' nginx.conf matches it: requests for the site go to another one")
                .uncertain();
            continue;
        }
        if (folder != "sites-available" || is_put_aside(path) || path.stem() == "default") continue;
        const Path enabled = path.parent_path().parent_path() / "sites-enabled";
        const auto is_enabled_file = [&](const Document* other) { return other->source().path.parent_path() == enabled; };
        const bool has_folder = std::any_of(nginx_files.begin(), nginx_files.end(), is_enabled_file);
        const bool is_there = std::any_of(nginx_files.begin(), nginx_files.end(), [&](const Document* other) {
            return is_enabled_file(other) && (is_same_site(other->source().path, path) || other->text() == document->text());
        });
        if (!has_folder || is_there) continue;
        report.at(server.header, "other sites are in `sites-enabled`, and this one is not")
            .note(fmt::format("nginx reads what is linked there alone: `ln -s ../sites-available/{0} sites-enabled/{0}`", quoted(path.filename().string())))
            .uncertain();
    }
}

extern constexpr Rule xst057_site_not_enabled{
    .summary = "a site that is available and not enabled",
    .why = "nginx of Debian reads `sites-enabled` alone. A site that is in `sites-available` only, or in a folder whose name is misspelt, is not there, and "
           "`nginx -t` says nothing.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "https://serverfault.com/questions/527630 https://stultus.in/notes/nginx-sites-available-vs-enabled/",
    .bad = R"(#> nginx/sites-available/shop.conf
server {
    listen 80;
    server_name shop.example.com;
    return 204;
}
#> nginx/sites-enabled/blog.conf
server {
    listen 80;
    server_name blog.example.com;
    return 204;
}
)",
    .good = R"(#> nginx/sites-available/shop.conf
server {
    listen 80;
    server_name shop.example.com;
    return 204;
}
)",
    .check = find_sites_left_out,
};

}  // namespace stackc::rules
