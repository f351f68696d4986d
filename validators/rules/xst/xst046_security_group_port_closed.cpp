#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/firewall.h"

namespace stackc::rules {

static void find_closed_ports(const Graph& graph, Reporter& report) {
    std::set<std::pair<const Host*, std::uint16_t>> told;
    for (const Site& site : graph.sites) {
        const Host* host = find_web_firewall(graph, site.file);
        if (host == nullptr) continue;
        for (const PublicPort& port : find_public_ports(graph, site.file).ports) {
            const bool is_web = port.port == 80 || port.port == 443;
            if (!is_web || find_open(*host, port.port) != nullptr || !told.emplace(host, port.port).second) continue;
            report.at(port.span, fmt::format("nginx listens on port {}, but the security group `{}` does not let it in", port.port, quoted(host->name)))
                .label(host->span, "the group's rules")
                .note("browsers wait until they say `ERR_CONNECTION_TIMED_OUT`: the packets are dropped before the machine");
        }
    }
}

extern constexpr Rule xst046_security_group_port_closed{
    .summary = "nginx listens on 80 or 443, but the security group lets nobody in there",
    .why = "A security group drops what no rule lets in: connections time out, while `curl localhost` on the machine works.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "terraform cloudformation nginx",
    .sources = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    .bad = R"(#> main.tf
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
#> nginx/site.conf
server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
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
user=shop
#> nginx/site.conf
server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; proxy_set_header X-Forwarded-Proto $scheme; }
}
)",
    .check = find_closed_ports,
};

}  // namespace stackc::rules
