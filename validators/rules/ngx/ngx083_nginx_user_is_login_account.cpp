#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The first account of the usual cloud images, or one that the machine says people log in to.
static bool is_login_account(const Graph& graph, std::string_view name) {
    constexpr std::array<std::string_view, 8> images{"ubuntu",  "ec2-user", "admin",  "centos",
                                                     "vagrant", "debian",   "fedora", "pi"};
    if (std::find(images.begin(), images.end(), name) != images.end()) return true;
    const User* user = graph.find_user(name);
    if (!graph.target.knows_accounts || user == nullptr || !user->uid || !user->shell.is_known())
        return false;
    return *user->uid >= 1000 && *user->uid < 65534 && user->shell->ends_with("sh");
}

static void find_login_accounts(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "user")) {
        if (graph.at(use.scope).kind != "main" || use.directive.args().empty() ||
            use.directive.args()[0].has_hole)
            continue;
        if (!is_login_account(graph, use.directive.arg(0))) continue;
        report
            .at(use.directive.span(),
                fmt::format("nginx's workers run as `{}`, an account that people log in to",
                            quoted(use.directive.arg(0))))
            .note("a bug in nginx reads its keys in `~/.ssh`, the code and `.env`")
            .note(fmt::format("run as `{}` and put that user into the group of the socket",
                              graph.default_nginx_user()));
    }
}

extern constexpr Rule ngx083_nginx_user_is_login_account{
    .summary = "nginx's workers run as an account that people log in to",
    .why =
        "Chosen to make `(13: Permission denied)` go away. A bug in nginx then reads `~/.ssh`, the "
        "code and `.env`, and "
        "often may use sudo.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/ngx_core_module.html#user",
    .bad = R"(#> nginx/nginx.conf
user ubuntu;
events {}
http { server { listen 80; root /srv/shop/public; } }
)",
    .good = R"(#> nginx/nginx.conf
user www-data;
events {}
http { server { listen 80; root /srv/shop/public; } }
)",
    .check = find_login_accounts,
};

}  // namespace stackc::rules
