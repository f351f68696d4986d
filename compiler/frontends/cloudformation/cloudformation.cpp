// CloudFormation: which ports its security groups open, and where its load balancers listen.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/cloud/resources.h"
#include "compiler/frontends/frontend.h"
#include "compiler/syntax/yaml.h"

namespace stackc::frontends {

using yaml::Item;

static Document parse_cloudformation(const SourceFile& file, Reporter&) {
    // The service's own reader decides what it takes; what is broken is simply not read here.
    return yaml::parse("cloudformation", file, [](Span, const std::string&) {});
}

/// A scalar that no function makes: `!Ref`, `!Sub` and their like have a tag.
static const Word* literal(const Item& item) { return item.tag().empty() ? item.scalar() : nullptr; }

static std::string text(const Item& item) {
    const Word* word = literal(item);
    return word == nullptr ? std::string{} : std::string(word->value);
}

static Value<std::uint64_t> number(const Item& item) {
    if (item.is_absent()) return {};
    const Word* word = literal(item);
    const auto value = word == nullptr ? std::nullopt : parse_number(word->value);
    return value ? Value<std::uint64_t>::known(*value, word->span) : Value<std::uint64_t>::unknown("it is no number", item.span());
}

static cloud::IngressRule read_rule(const Item& item) {
    cloud::IngressRule rule;
    rule.span = item.span();
    rule.from_port = number(item.at("FromPort"));
    rule.to_port = number(item.at("ToPort"));
    rule.protocol = to_lower(text(item.at("IpProtocol")));
    for (const std::string_view key : {"CidrIp", "CidrIpv6"}) {
        if (const std::string network = text(item.at(key)); !network.empty()) rule.networks.push_back(network);
    }
    return rule;
}

static bool has_rules_elsewhere(const Item& resources) {
    const std::vector<Item> items = resources.items();
    return std::any_of(items.begin(), items.end(), [](const Item& item) { return text(item.at("Type")) == "AWS::EC2::SecurityGroupIngress"; });
}

static void read_group(const Item& resources, const Item& resource, GraphBuilder& builder) {
    cloud::SecurityGroup group;
    group.name = resource.key().value;
    group.span = resource.key().span;
    const Item rules = resource.at("Properties").at("SecurityGroupIngress");
    for (const Item& item : rules.items()) {
        if (item.is_mapping()) group.rules.push_back(read_rule(item));
        else group.is_fully_read = false;
    }
    // Without rules of its own it has them elsewhere, as resources.
    if (group.rules.empty() || !rules.is_sequence() || has_rules_elsewhere(resources)) group.is_fully_read = false;
    cloud::add_group(builder, group);
}

static void read_listener(const Item& resource, GraphBuilder& builder) {
    const Item properties = resource.at("Properties");
    cloud::BalancerListener listener;
    listener.name = resource.key().value;
    listener.span = resource.key().span;
    listener.port = number(properties.at("Port"));
    listener.protocol = text(properties.at("Protocol"));
    cloud::add_listener(builder, listener);
}

static void lower_cloudformation(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const auto& document : workspace.documents("cloudformation")) {
        const yaml::Tree tree(*document);
        const Item resources = tree.root().at("Resources");
        for (const Item& resource : resources.items()) {
            const std::string type = text(resource.at("Type"));
            if (type == "AWS::EC2::SecurityGroup") read_group(resources, resource, builder);
            if (type == "AWS::ElasticLoadBalancingV2::Listener") read_listener(resource, builder);
        }
    }
}

/// Files of that name which hold no resources of AWS are something else's.
static int looks_like_template(const SourceFile& file) {
    const std::string_view head = file.text().substr(0, 1u << 20u);
    const bool has_resources = head.find("Resources") != std::string_view::npos && head.find("AWS::") != std::string_view::npos;
    return has_resources ? 20 : -100;
}

static constexpr std::array<std::string_view, 8> globs{"*cloudformation*.yml", "*cloudformation*.yaml", "*cloudformation*.json", "*.cfn.yml",
                                                       "*.cfn.yaml",           "template.yaml",         "template.yml",          "template.json"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend cloudformation{
    .name = "cloudformation",
    .stage = 5,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_template,
    .parse = parse_cloudformation,
    .lower = lower_cloudformation,
};

}  // namespace stackc::frontends
