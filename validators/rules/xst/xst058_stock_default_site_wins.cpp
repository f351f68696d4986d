#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// No request names the site: it has no name, or one that stands for none.
static bool has_no_name(const Site& site) {
    return std::all_of(site.names.begin(), site.names.end(), [](const Value<std::string>& name) {
        return name.is_known() && (name->empty() || *name == "_" || *name == "\"\"");
    });
}

static bool hands_on(const Graph& graph, const Site& site) {
    return std::any_of(site.routes.begin(), site.routes.end(), [&](RouteId id) { return std::holds_alternative<ForwardAction>(graph.at(id).action); });
}

/// The site that takes what no name decides: the `default_server`, else the first in nginx's order.
static const Site* default_at(const Graph& graph, const Site& site, const Endpoint& address) {
    const Site* first = nullptr;
    for (const Site& other : graph.sites) {
        if (other.process != site.process) continue;
        for (const SiteListen& listen : other.listens) {
            if (!listen.endpoint.is_known() || *listen.endpoint != address || listen.is_stream) continue;
            if (listen.is_default) return &other;
            if (first == nullptr) first = &other;
        }
    }
    return first;
}

static void check_site(const Graph& graph, const Site& site, Reporter& report) {
    const Scope* main = nginx_main(graph, site.file);
    const bool is_known = main != nullptr && site.is_fully_read && site.process && graph.at(*site.process).is_fully_read && !site.listens.empty();
    if (!is_known || !main->is_fully_read || !has_no_name(site) || !hands_on(graph, site)) return;
    const Site* taker = nullptr;
    for (const SiteListen& listen : site.listens) {
        if (!listen.endpoint.is_known() || listen.is_stream) return;
        const Site* found = default_at(graph, site, *listen.endpoint);
        // Some address is its own, so it is reached.
        if (found == nullptr || found == &site) return;
        taker = found;
    }
    report.at(site.span, "no request reaches this site: it has no name that one could ask for, and is not the default")
        .label(taker->span, "this one is the default and takes them all")
        .note("visitors see the other site, such as `Welcome to nginx!`; give this one its `server_name`, or remove the link to the stock site")
        .note("nginx looks for the name of the request's `Host`, then takes the `default_server` of the address, else its first site");
}

static void find_shadowed_sites(const Graph& graph, Reporter& report) {
    for (const Site& site : graph.sites) check_site(graph, site, report);
}

extern constexpr Rule xst058_stock_default_site_wins{
    .summary = "another site takes every request of this one",
    .why = "A site without a name is reached only as the default of its address. Beside the stock `default` site, which says `default_server`, or a site "
           "that is read before it, nobody ever sees it: visitors get `Welcome to nginx!`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/request_processing.html https://serverfault.com/questions/527630",
    .bad = R"(events {}
http {
    server {
        listen 80 default_server;
        root /var/www/html;
        server_name _;
    }
    server {
        listen 80;
        location / {
            proxy_set_header Host $host;
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
)",
    .good = R"(events {}
http {
    server {
        listen 80 default_server;
        server_name _;
        return 444;
    }
    server {
        listen 80;
        server_name shop.example.com;
        location / {
            proxy_set_header Host $host;
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
)",
    .check = find_shadowed_sites,
};

}  // namespace stackc::rules
