#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool has_one_worker(const Graph& graph, ScopeId main) {
    const Directive* workers = stated(graph.at(main), "worker_processes");
    return workers == nullptr || workers->arg(0) == "1";
}

/// A `listen … quic reuseport` of the nginx whose main level is `main`.
static const Directive* shared_quic_listen(const std::vector<DirectiveUse>& listens,
                                           const Graph& graph, ScopeId main) {
    for (const DirectiveUse& use : listens) {
        if (enclosing_id(graph, use.scope, "main") != main) continue;
        const std::span<const Word> args = use.directive.args();
        const auto has = [&](std::string_view word) {
            return std::any_of(args.begin(), args.end(),
                               [&](const Word& arg) { return arg.value == word; });
        };
        if (has("quic") && has("reuseport")) return &use.directive;
    }
    return nullptr;
}

static void find_lost_packets(const Graph& graph, Reporter& report) {
    const std::vector<DirectiveUse> switches = uses_of(graph, "quic_bpf");
    if (switches.empty()) return;
    const std::vector<DirectiveUse> listens = uses_of(graph, "listen");
    for (const DirectiveUse& use : switches) {
        if (use.directive.arg(0) != "on" || has_one_worker(graph, use.scope)) continue;
        const Directive* listen = shared_quic_listen(listens, graph, use.scope);
        if (listen == nullptr) continue;
        report.at(use.directive.span(), "`quic_bpf on` loses packets after a reload")
            .label(listen->span(), "each worker has a socket of its own here")
            .note(
                "about half of the QUIC packets go to sockets of workers that ended: HTTP/3 stalls "
                "until clients give it up")
            .fix("switch it off", Safety::unsafe, {replace(use.directive.args()[0], "off")});
    }
}

extern constexpr Rule ngx067_quic_bpf_reuseport{
    .summary = "quic_bpf together with reuseport and several workers",
    .why =
        "After `nginx -s reload` the kernel's table still names the sockets of workers that ended; "
        "HTTP/3 stalls.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/quic.html https://gixy.io/plugins/quic_bpf_reuseport/",
    .bad = R"(worker_processes auto;
quic_bpf on;
events {}
http {
    server {
        listen 443 quic reuseport;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
    }
}
)",
    .good = R"(worker_processes auto;
quic_bpf off;
events {}
http {
    server {
        listen 443 quic reuseport;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
    }
}
)",
    .check = find_lost_packets,
};

}  // namespace stackc::rules
