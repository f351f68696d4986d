#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

/// "shop" of `shop.wsgi:application`: wsgi and asgi of one project are alternatives.
static std::string package_of(const Process& process) {
    return process.module.is_known()
               ? process.module->substr(0, process.module->find_first_of(".:"))
               : std::string();
}

static FileId file_of(const Graph& graph, const Process& process) {
    if (process.program) return graph.at(*process.program).file;
    return process.config.value_or(process.span.file);
}

/// Names that projects share: `config.wsgi` of two folders is two projects, of one folder one.
static bool are_two_projects(const Process& a, const Process& b) {
    const std::string one = package_of(a), other = package_of(b);
    if (one.empty() || other.empty()) return false;
    return one != other;
}

static bool is_app(const Graph& graph, const Listener& listener) {
    const Process& process = graph.at(listener.process);
    return listener.endpoint.is_known() && is_app_server(graph, graph.id_of(listener)) &&
           process.containers.empty() && process.hosts.empty() &&
           !std::holds_alternative<FdEndpoint>(*listener.endpoint);
}

static void find_shared_addresses(const Graph& graph, Reporter& report) {
    for (std::size_t i = 0; i < graph.listeners.size(); ++i) {
        const Listener& second = graph.listeners[i];
        // Where no client comes, nobody says that both are in use.
        if (!is_app(graph, second) || !graph.is_connected(graph.id_of(second))) continue;
        for (std::size_t j = 0; j < i; ++j) {
            const Listener& first = graph.listeners[j];
            if (!is_app(graph, first) || *first.endpoint != *second.endpoint) continue;
            const Process& one = graph.at(first.process);
            const Process& other = graph.at(second.process);
            const FileId here = file_of(graph, one), there = file_of(graph, other);
            // Programs of one file are XST016's; files of several folders may be of several
            // machines.
            const bool are_beside = here != there && are_neighbours(graph, here, there) &&
                                    graph.are_together(here, there);
            if (!are_beside || !are_two_projects(one, other)) continue;
            auto found =
                report.at(second.span,
                          fmt::format("`{}` and `{}` are both served at `{}`", quoted(*one.module),
                                      quoted(*other.module), quoted(to_text(*second.endpoint))));
            found.label(first.span, "the other project binds it here")
                .note(as_unix(*second.endpoint) != nullptr
                          ? "the one that starts last takes the socket, and answers for both sites"
                          : "the one that starts last cannot bind: `(98: Address already in use)`")
                .note("give each project an address of its own");
            break;
        }
    }
}

extern constexpr Rule xst075_two_sites_one_upstream_socket{
    .summary = "two projects are served at one address",
    .why =
        "A file that was copied for the second project and kept its socket: whichever server "
        "starts last takes the path over, without a "
        "word, and nginx shows one project under both names.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "uwsgi nginx systemd",
    .sources = "observed:uwsgi-2.0.21 https://github.com/hjwp/Book-TDD-Web-Dev-Python/issues/93",
    .bad = R"(#> uwsgi/blog.ini
[uwsgi]
socket = /run/web/app.sock
module = blog.wsgi:application
need-app = true
#> uwsgi/shop.ini
[uwsgi]
socket = /run/web/app.sock
module = shop.wsgi:application
need-app = true
#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/web/app.sock;
    }
}
)",
    .good = R"(#> uwsgi/blog.ini
[uwsgi]
socket = /run/web/blog.sock
module = blog.wsgi:application
need-app = true
#> uwsgi/shop.ini
[uwsgi]
socket = /run/web/shop.sock
module = shop.wsgi:application
need-app = true
#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/web/shop.sock;
    }
}
)",
    .check = find_shared_addresses,
};

}  // namespace stackc::rules
