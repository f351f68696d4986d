#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/firewall.h"

namespace stackc::rules {

/// Caddy, traefik and their like in a container of their own.
static bool is_taken_by_container(const Graph& graph, FileId file) {
    return std::any_of(graph.containers.begin(), graph.containers.end(), [&](const Container& container) {
        if (!graph.are_together(container.file, file)) return false;
        return std::any_of(container.published.begin(), container.published.end(), [](const PublishedPort& published) {
            return published.host_port.is_unknown() || (published.host_port.is_known() && *published.host_port == 443);
        });
    });
}

/// certbot writes the server for 443 into nginx's files on the machine.
static bool mentions_certbot(const Graph& graph, FileId file) {
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const std::shared_ptr<const Document>& document) {
        const bool is_near = graph.are_together(document->file(), file);
        return is_near && document->text().find("certbot") != std::string_view::npos;
    });
}

static void find_unserved_https(const Graph& graph, Reporter& report) {
    for (const Host& host : graph.hosts) {
        const FirewallRule* open = find_open(host, 443);
        if (open == nullptr || find_web_firewall(graph, host.span.file) != &host) continue;
        const PublicPorts ports = find_public_ports(graph, host.span.file);
        const bool is_served = std::any_of(ports.ports.begin(), ports.ports.end(), [](const PublicPort& port) { return port.port == 443; });
        if (is_served || !ports.is_complete || ports.ports.empty() || is_taken_by_container(graph, host.span.file)) continue;
        auto found = report.at(open->span, fmt::format("the security group `{}` lets everybody in to 443, but no server listens there", quoted(host.name)));
        found.label(ports.ports.front().span, fmt::format("nginx listens on {} alone", ports.ports.front().port))
            .note("https:// ends in `Connection refused`");
        if (mentions_certbot(graph, host.span.file)) found.uncertain();
    }
}

extern constexpr Rule xst048_https_open_but_not_served{
    .summary = "port 443 is open to everybody, but no server listens there",
    .why = "Links to https:// end in `Connection refused`; most likely the certificate, or the server for it, was forgotten.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "terraform cloudformation nginx",
    .sources = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    .bad = R"(#> main.tf
resource "aws_security_group" "web" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
#> supervisord.conf
[program:web]
command=gunicorn -b 127.0.0.1:8000 shop.wsgi
#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
}
)",
    .good = R"(#> main.tf
resource "aws_security_group" "web" {
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
#> supervisord.conf
[program:web]
command=gunicorn -b 127.0.0.1:8000 shop.wsgi
user=shop
#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_unserved_https,
};

}  // namespace stackc::rules
