// Security groups and balancers of Terraform and CloudFormation as hosts and balancers.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

static std::vector<std::string> opened(const Graph& graph) {
    std::vector<std::string> found;
    for (const Host& host : graph.hosts) {
        for (const FirewallRule& rule : host.firewall) found.push_back(fmt::format("{} {} {}", host.name, rule.port, rule.from));
        if (!host.has_firewall) found.push_back(host.name + " ?");
    }
    return found;
}

TEST_CASE("Terraform: literal rules of security groups and listeners of balancers are read, the rest is unknown") {
    const Analysis analysis = analyse({{"main.tf", R"(# network
resource "aws_security_group" "web" {
  name = "web-${var.stage}"
  tags = { Name = "web" }
  ingress {
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"] # everybody
  }
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [
      "203.0.113.0/24",
    ]
  }
}
resource "aws_security_group" "db" {
  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }
}
resource "aws_lb_listener" "front" {
  port     = 443
  protocol = "HTTPS"
}
locals {
  script = <<-EOT
    resource "aws_lb_listener" "no" {
  EOT
}
)"}});
    CHECK(opened(analysis.graph) == std::vector<std::string>{"web 443 ", "web 22 203.0.113.0/24", "db 5432 another group", "db ?"});
    REQUIRE(analysis.graph.balancers.size() == 1);
    CHECK(*analysis.graph.balancers[0].listens[0].endpoint == Endpoint(TcpEndpoint{"*", 443}));
    CHECK(analysis.graph.balancers[0].listens[0].is_tls);
    CHECK(text_at(analysis, analysis.graph.balancers[0].listens[0].span) == "443");
    CHECK(ids(analysis).empty());
}

TEST_CASE("CloudFormation: YAML and JSON templates are read alike") {
    const Files yaml{{"template.yaml", R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 80
          ToPort: 80
          CidrIp: 0.0.0.0/0
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}
  App:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: !Ref Port
          ToPort: !Ref Port
          CidrIp: 0.0.0.0/0
)"}};
    const std::vector<std::string> wanted{"Web 80 ", "Web 22 10.0.0.0/8", "App ?"};
    CHECK(opened(analyse(yaml).graph) == wanted);
    const Files json{{"template.json", R"({"Resources": {"Web": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress":
  [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": "80", "CidrIp": "0.0.0.0/0"}]}}}})"}};
    CHECK(opened(analyse(json).graph) == std::vector<std::string>{"Web 80 "});
}
