#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Address {
    const Site* first = nullptr;
    Span first_listen;
    Span second;
    std::size_t servers = 0;
    bool has_default = false;
    bool has_catch_all = false;
};
}  // namespace

/// A server that is named for nobody is the default on purpose.
static bool is_catch_all(const Site& site) {
    if (site.names.empty()) return true;
    for (const Value<std::string>& name : site.names) {
        if (!name.is_known() || *name == "_" || name->empty()) return true;
    }
    return false;
}

static void find_arbitrary_defaults(const Graph& graph, Reporter& report) {
    std::map<std::pair<ScopeId, Endpoint>, Address> addresses;
    for (const Site& site : graph.sites) {
        const std::optional<ScopeId> http =
            site.scope ? enclosing_id(graph, *site.scope, "http") : std::nullopt;
        if (!http || !is_read_to_the_top(graph, *site.scope)) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known()) continue;
            Address& address = addresses[{*http, *listen.endpoint}];
            if (address.servers++ == 0) {
                address.first = &site;
                address.first_listen = listen.span;
                address.has_catch_all = is_catch_all(site);
            } else if (address.servers == 2) {
                address.second = listen.span;
            }
            address.has_default |= listen.is_default;
        }
    }
    std::map<const Site*, bool> reported;
    for (const auto& [key, address] : addresses) {
        if (address.servers < 2 || address.has_default || address.has_catch_all ||
            reported[address.first])
            continue;
        reported[address.first] = true;
        report
            .at(address.first_listen,
                fmt::format("{} servers listen on `{}` and none is `default_server`: this one "
                            "answers for unknown hosts",
                            address.servers, quoted(to_text(key.second))))
            .label(address.second, "another one")
            .note(
                "nginx takes the first that it reads, by the names of the files; requests by "
                "address or with a wrong `Host` end there")
            .note("add a server of its own: `listen 80 default_server; return 444;`");
    }
}

extern constexpr Rule ngx019_no_explicit_default_server{
    .summary = "several servers share an address and none is the default",
    .why =
        "nginx lets the first server that it reads answer for every unknown host: which one that "
        "is depends on the "
        "names of the files, and the application sees hosts that it does not know.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/request_processing.html "
        "https://gixy.io/plugins/default_server_flag/",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server { listen 80; server_name a.example; root /srv/a; }
    server { listen 80; server_name b.example; root /srv/b; }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    server { listen 80 default_server; return 444; }
    server { listen 80; server_name a.example; root /srv/a; }
    server { listen 80; server_name b.example; root /srv/b; }
}
)",
    .check = find_arbitrary_defaults,
};

}  // namespace stackc::rules
