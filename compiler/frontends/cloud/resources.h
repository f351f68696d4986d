// Security groups and load balancers as hosts and balancers of the graph.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc::cloud {

/// A rule that lets connections in. Absent ports: all of them.
struct IngressRule {
    Value<std::uint64_t> from_port;
    Value<std::uint64_t> to_port;
    std::string protocol;               // "tcp", "udp", "-1"
    std::vector<std::string> networks;  // CIDRs; empty: another group or something unknown
    Span span;
};

struct SecurityGroup {
    std::string name;
    std::vector<IngressRule> rules;
    bool is_fully_read = true;
    Span span;
};

/// `aws_lb_listener`, `AWS::ElasticLoadBalancingV2::Listener`.
struct BalancerListener {
    std::string name;
    Value<std::uint64_t> port;
    std::string protocol;  // "HTTP", "HTTPS", "TCP"
    Span span;
};

void add_group(GraphBuilder& builder, const SecurityGroup& group);
void add_listener(GraphBuilder& builder, const BalancerListener& listener);

}  // namespace stackc::cloud
