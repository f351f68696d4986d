// Terraform: which ports its security groups open, and where its load balancers listen.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/cloud/resources.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/terraform/hcl_parser.h"

namespace stackc::frontends {

static Document parse_terraform(const SourceFile& file, Reporter&) { return terraform::parse_hcl(file); }

namespace {

/// The attributes of a block.
class Block {
  public:
    Block(const Document& document, const Node& node) : document_(document), node_(node) {}

    const Node* find(std::string_view name) const {
        for (const Node& child : document_.children(node_)) {
            if (child.kind == NodeKind::statement && child.name.value == name) return &child;
        }
        return nullptr;
    }

    Value<std::uint64_t> number(std::string_view name) const {
        const Node* node = find(name);
        if (node == nullptr) return {};
        const std::span<const Word> words = document_.args(*node);
        const auto value = words.size() == 1 && !words[0].has_hole ? parse_number(words[0].value) : std::nullopt;
        return value ? Value<std::uint64_t>::known(*value, words[0].span) : Value<std::uint64_t>::unknown("it is no number", node->span);
    }

    /// A literal string; empty where it is none.
    std::string text(std::string_view name) const {
        const Node* node = find(name);
        const std::span<const Word> words = node == nullptr ? std::span<const Word>{} : document_.args(*node);
        const bool is_literal = words.size() == 1 && !words[0].has_hole && (words[0].quote == '"' || parse_number(words[0].value));
        return is_literal ? std::string(words[0].value) : std::string{};
    }

    /// The strings of a list; nothing where something else stands in it.
    std::vector<std::string> list(std::string_view name) const {
        const Node* node = find(name);
        std::vector<std::string> found;
        if (node == nullptr) return found;
        for (const Word& word : document_.args(*node)) {
            const bool is_sign = word.quote == 0 && (word.value == "[" || word.value == "]" || word.value == ",");
            if (is_sign) continue;
            if (word.quote != '"' || word.has_hole) return {};
            found.emplace_back(word.value);
        }
        return found;
    }

  private:
    const Document& document_;
    const Node& node_;
};

}  // namespace

static cloud::IngressRule read_rule(const Document& document, const Node& node) {
    const Block block(document, node);
    cloud::IngressRule rule;
    rule.span = node.header;
    rule.from_port = block.number("from_port");
    rule.to_port = block.number("to_port");
    rule.protocol = block.text("protocol");
    rule.networks = block.list("cidr_blocks");
    for (std::string& network : block.list("ipv6_cidr_blocks")) rule.networks.push_back(std::move(network));
    return rule;
}

/// Whether a resource beside the group may add rules to it: one that names it, or none in words.
static bool has_rules_elsewhere(const Workspace& workspace, const std::string& group) {
    for (const auto& document : workspace.documents("terraform")) {
        for (const Node& node : document->children(Document::root)) {
            const std::span<const Word> labels = document->args(node);
            if (node.kind != NodeKind::block || node.name.value != "resource" || labels.size() != 2) continue;
            const std::string_view type = labels[0].value;
            if (type != "aws_security_group_rule" && type != "aws_vpc_security_group_ingress_rule") continue;
            const std::string_view text = document->text().substr(node.span.begin, node.span.end - node.span.begin);
            const bool names_another = text.find("aws_security_group.") != std::string_view::npos;
            if (!names_another || text.find("aws_security_group." + group + ".") != std::string_view::npos) return true;
        }
    }
    return false;
}

static void read_group(const Workspace& workspace, const Document& document, const Node& node, GraphBuilder& builder) {
    cloud::SecurityGroup group;
    group.name = document.args(node)[1].value;
    group.span = node.header;
    for (const Node& child : document.children(node)) {
        if (child.kind == NodeKind::block && child.name.value == "ingress") group.rules.push_back(read_rule(document, child));
        // `dynamic "ingress"`, and `ingress = [...]`, say what only Terraform works out.
        const bool is_other = child.name.value == "dynamic" || (child.kind == NodeKind::statement && child.name.value == "ingress");
        if (is_other) group.is_fully_read = false;
    }
    // Without rules of its own it has them elsewhere, as resources.
    if (group.rules.empty() || has_rules_elsewhere(workspace, group.name)) group.is_fully_read = false;
    cloud::add_group(builder, group);
}

static void read_listener(const Document& document, const Node& node, GraphBuilder& builder) {
    const Block block(document, node);
    cloud::BalancerListener listener;
    listener.name = document.args(node)[1].value;
    listener.span = node.header;
    listener.port = block.number("port");
    listener.protocol = block.text("protocol");
    cloud::add_listener(builder, listener);
}

static void lower_terraform(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const auto& document : workspace.documents("terraform")) {
        for (const Node& node : document->children(Document::root)) {
            const std::span<const Word> labels = document->args(node);
            if (node.kind != NodeKind::block || node.name.value != "resource" || labels.size() != 2) continue;
            if (labels[0].value == "aws_security_group") read_group(workspace, *document, node, builder);
            if (labels[0].value == "aws_lb_listener" || labels[0].value == "aws_alb_listener") read_listener(*document, node, builder);
        }
    }
}

static constexpr std::array<std::string_view, 1> globs{"*.tf"};
static constexpr std::array<std::string_view, 2> comment_signs{"#", "//"};

extern constexpr Frontend terraform{
    .name = "terraform",
    .stage = 5,
    .globs = globs,
    .comment_signs = comment_signs,
    .parse = parse_terraform,
    .lower = lower_terraform,
};

}  // namespace stackc::frontends
