// nginx: one file with a stack's sites, enabled by a link; in the standalone layout also the
// main file, so that nginx runs as whoever starts it and touches nothing outside the folder.
#include <fmt/format.h>

#include <algorithm>

#include "emitters/emitter.h"
#include "emitters/nginx/site.h"
#include "emitters/nginx/words.h"

namespace stackc::emitters {

using nginx_words::word;

static std::string variable_prefix(std::string_view name) {
    std::string result(name);
    for (char& c : result) {
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!is_word) c = '_';
    }
    return to_lower(result);
}

static void print_upstreams(const EmitInput& input, NginxPrinter& printer) {
    for (const Upstream& upstream : input.graph.upstreams) {
        printer.blank();
        printer.open("upstream {}", word(upstream.name));
        for (const UpstreamServer& server : upstream.servers) {
            if (!server.endpoint.is_known()) continue;
            const UnixEndpoint* socket = as_unix(*server.endpoint);
            printer.line("server {}", word(socket != nullptr ? "unix:" + socket->path : to_text(*server.endpoint)));
        }
        printer.close();
    }
}

static void print_shared(const NginxFile& file, NginxPrinter& printer) {
    if (file.needs_dollar) {
        printer.blank();
        printer.comment("A dollar sign that is text; nginx has no escape for one.");
        printer.open("geo ${}", file.dollar());
        printer.line("default \"$\"");
        printer.close();
    }
    if (file.needs_upgrade) {
        printer.blank();
        printer.open("map $http_upgrade ${}_connection", file.prefix);
        printer.line("default upgrade");
        printer.line("'' close");
        printer.close();
    }
    if (file.needs_forwarded_proto) {
        printer.blank();
        printer.comment("What the load balancer says the client used, and nothing else than these two words.");
        printer.open("map $http_x_forwarded_proto ${}_forwarded_proto", file.prefix);
        printer.line("default $scheme");
        printer.line("http http");
        printer.line("https https");
        printer.close();
    }
    if (!file.zones.empty()) printer.blank();
    for (const std::string& zone : file.zones) printer.line("{}", zone);
}

static std::vector<Span> sources(const Graph& graph) {
    std::vector<Span> spans;
    for (const Site& site : graph.sites) spans.push_back(site.span);
    for (const Route& route : graph.routes) spans.push_back(route.span);
    return spans;
}

static void emit_sites(const EmitInput& input, Emission& out) {
    NginxFile file{input, out, variable_prefix(input.stack()), false, false, false, {}};
    const ListenTable table = listen_table(input.graph);
    NginxPrinter servers;
    for (const Site& site : input.graph.sites) {
        file.needs_forwarded_proto |= is_behind_balancer(input.graph, site);
        print_site(file, servers, site, table);
    }
    NginxPrinter printer;
    printer.append(head_comment(input, "#"));
    print_upstreams(input, printer);
    print_shared(file, printer);
    printer.append(servers.text());

    const std::string name = input.stack() + ".conf";
    out.files.push_back({.path = "etc/nginx/sites-available/" + name, .text = printer.text(), .from = sources(input.graph)});
    out.files.push_back({.kind = OutputKind::link, .path = "etc/nginx/sites-enabled/" + name, .link_to = "../sites-available/" + name, .from = {stack_span(input.graph)}});
}

/// What answers for unknown names. Its link takes the place of the distribution's own default
/// site, which claims the same role: nginx refuses two.
static void emit_default(const EmitInput& input, Emission& out) {
    NginxFile file{input, out, variable_prefix(input.stack()), false, false, false, {}};
    NginxPrinter printer;
    print_catch_all(file, printer, listen_table(input.graph));
    if (printer.text().empty()) printer.comment(fmt::format("{}.conf answers for unknown names itself.", input.stack()));
    const std::string name = input.stack() + "-default.conf";
    out.files.push_back({.path = "etc/nginx/sites-available/" + name, .text = head_comment(input, "#") + printer.text(), .from = sources(input.graph)});
    out.files.push_back({.kind = OutputKind::link, .path = "etc/nginx/sites-enabled/default", .link_to = "../sites-available/" + name, .from = {stack_span(input.graph)}});
}

static void emit_main(const EmitInput& input, Emission& out) {
    const auto at = [&](std::string_view path) { return word(input.on_target(path)); };
    NginxPrinter printer;
    printer.append(head_comment(input, "#"));
    printer.blank();
    printer.comment("supervisord keeps nginx alive, so it stays in the foreground.");
    printer.line("daemon off");
    // As root it would give its workers to a user who may not enter this folder.
    if (input.maker == "root") {
        printer.comment("stackc: ignore[NGX082] this folder belongs to root, who made it; run it as another user instead");
        printer.line("user root");
    }
    printer.line("worker_processes 2");
    printer.line("pid {}", at("run/nginx.pid"));
    printer.line("error_log {}", at("var/log/nginx/error.log"));
    printer.blank();
    printer.open("events");
    printer.line("worker_connections 512");
    printer.close();
    printer.blank();
    printer.open("http");
    printer.line("include /etc/nginx/mime.types");
    printer.line("default_type application/octet-stream");
    printer.line("access_log {}", at("var/log/nginx/access.log"));
    printer.line("sendfile on");
    printer.line("tcp_nopush on");
    printer.line("types_hash_max_size 2048");
    printer.line("server_tokens off");
    for (const std::string_view kind : {"client_body", "proxy", "uwsgi", "fastcgi", "scgi"}) {
        printer.line("{}_temp_path {}", kind, at(fmt::format("var/lib/nginx/{}", kind)));
    }
    printer.line("include {}", at("etc/nginx/sites-enabled/*"));
    printer.close();
    out.files.push_back({.path = "etc/nginx/nginx.conf", .text = printer.text(), .from = {stack_span(input.graph)}});
    for (const std::string_view folder : {"run", "var/log/nginx", "var/lib/nginx"}) {
        out.files.push_back({.kind = OutputKind::folder, .path = std::string(folder), .mode = Mode{0755}});
    }
}

static void emit_nginx(const EmitInput& input, Emission& out) {
    if (input.graph.sites.empty()) return;
    emit_sites(input, out);
    emit_default(input, out);
    if (input.layout == Layout::standalone) emit_main(input, out);
}

static Start start_nginx(const EmitInput& input, const Process&, Emission&) {
    const std::string conf = input.on_target("etc/nginx/nginx.conf");
    // Until it has read its file, nginx would write to the system's error log.
    return {.argv = {"/usr/sbin/nginx", "-p", input.on_target(""), "-e", input.on_target("var/log/nginx/error.log"), "-c", conf},
            .stop_signal = "QUIT",
            .settles_after = 4};
}

static constexpr ServerKind servers[] = {ServerKind::nginx};
extern const Emitter nginx{"nginx", emit_nginx, servers, start_nginx};

}  // namespace stackc::emitters
