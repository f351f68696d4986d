#include "compiler/frontends/nginx/includes.h"

#include <algorithm>

namespace stackc::nginx {

static const std::vector<std::string>& bases() {
    static const std::vector<std::string> folders{".", "/etc/nginx"};
    return folders;
}

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?[") != std::string_view::npos; }

std::vector<FileReference> references(const Document& document) {
    std::vector<FileReference> found;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement || node.name.value != "include" || node.arg_count != 1) continue;
        const Word& pattern = document.args(node)[0];
        if (pattern.has_hole || pattern.value.empty()) continue;
        found.push_back({std::string(pattern.value), is_glob(pattern.value), pattern.span, "", bases()});
    }
    return found;
}

/// The files of Debian's nginx-common 1.22.1 and of nginx.org's packages.
bool is_stock_file(std::string_view pattern) {
    static constexpr std::string_view names[] = {"mime.types", "uwsgi_params", "scgi_params", "fastcgi_params",
                                                 "fastcgi.conf", "proxy_params", "koi-win", "koi-utf", "win-utf",
                                                 "snippets/fastcgi-php.conf", "snippets/snakeoil.conf"};
    for (const std::string_view prefix : {"/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/openresty/nginx/conf/", "conf/"}) {
        if (pattern.starts_with(prefix)) {
            pattern.remove_prefix(prefix.size());
            break;
        }
    }
    return std::find(std::begin(names), std::end(names), pattern) != std::end(names);
}

Workspace::Resolved resolve_include(const Workspace& workspace, const Word& pattern, const Document& main, const Document& from) {
    const bool has_mask = is_glob(pattern.value);
    Workspace::Resolved found = workspace.resolve(pattern.value, has_mask, main.file(), bases());
    if (!found.documents.empty() || !found.unread.empty() || &main == &from) return found;
    Workspace::Resolved nearby = workspace.resolve(pattern.value, has_mask, from.file(), bases());
    nearby.is_inside |= found.is_inside;
    return nearby;
}

}  // namespace stackc::nginx
