#include <algorithm>

#include "compiler/syntax/yaml.h"

namespace stackc::yaml {

static bool is_entry(const Node& node) {
    return node.kind == NodeKind::statement || node.kind == NodeKind::block;
}

static bool is_property(const Word& word, char sign) {
    return word.quote == 0 && word.value.starts_with(sign);
}

static bool is_item(const Node& node) { return node.name.value == "-" && node.name.quote == 0; }

Tree::Tree(const Document& document) : document_(&document) {
    for (const Node& node : document.nodes()) {
        for (const Word& word : document.args(node)) {
            if (is_property(word, '&')) anchors_[word.value.substr(1)] = &node;
        }
    }
}

const Node* Tree::anchor(std::string_view name) const {
    const auto found = anchors_.find(name);
    return found == anchors_.end() ? nullptr : found->second;
}

/// JSON and `{…}` at the top stand in a block without a name.
Item Tree::root() const {
    const Node* only = nullptr;
    for (const Node& child : document_->children(Document::root)) {
        if (!is_entry(child)) continue;
        if (only != nullptr) return {this, &document_->node(Document::root)};
        only = &child;
    }
    const bool is_unnamed = only != nullptr && only->kind == NodeKind::block && is_item(*only) &&
                            only->name.span.is_empty();
    return {this, is_unnamed ? only : &document_->node(Document::root)};
}

/// The node that holds the value: an alias leads to another.
const Node* Item::target() const {
    const Node* node = node_;
    constexpr int most_steps = 16;  // an alias of an alias; an anchor may hold its own alias
    for (int i = 0; node != nullptr && i < most_steps; ++i) {
        const std::span<const Word> args = tree_->document().args(*node);
        if (args.empty() || !is_property(args.back(), '*')) return node;
        node = tree_->anchor(args.back().value.substr(1));
    }
    return nullptr;
}

Kind Item::kind() const {
    if (node_ == nullptr) return Kind::absent;
    const Node* node = target();
    if (node == nullptr) return Kind::null;
    if (node->kind == NodeKind::statement) return scalar() == nullptr ? Kind::null : Kind::scalar;
    for (const Node& child : tree_->document().children(*node)) {
        if (is_entry(child)) return is_item(child) ? Kind::sequence : Kind::mapping;
    }
    if (node->kind == NodeKind::root) return Kind::null;
    return tree_->document().text(node->open) == "[" ? Kind::sequence : Kind::mapping;
}

const Word* Item::scalar() const {
    const Node* node = node_ == nullptr ? nullptr : target();
    if (node == nullptr || node->kind != NodeKind::statement) return nullptr;
    const std::span<const Word> args = tree_->document().args(*node);
    if (args.empty() || is_property(args.back(), '&') || is_property(args.back(), '!')) return nullptr;
    return &args.back();
}

std::string_view Item::tag() const {
    const Node* node = node_ == nullptr ? nullptr : target();
    if (node == nullptr) return {};
    for (const Word& word : tree_->document().args(*node)) {
        if (is_property(word, '!')) return word.value;
    }
    return {};
}

Span Item::place() const {
    const Word* word = scalar();
    if (word != nullptr && word->span.file == node_->span.file) return word->span;
    return node_->name.span.is_empty() ? node_->header : node_->name.span;
}

void Item::collect(std::vector<Item>& found) const {
    const Node* node = target();
    if (node == nullptr || node->kind == NodeKind::statement) return;
    for (const Node& child : tree_->document().children(*node)) {
        if (!is_entry(child)) continue;
        const bool is_known = !is_item(child) && std::any_of(found.begin(), found.end(), [&](const Item& item) {
            return item.key().value == child.name.value;
        });
        if (!is_known) found.emplace_back(tree_, &child);
    }
}

std::vector<Item> Item::items() const {
    std::vector<Item> found;
    if (node_ == nullptr) return found;
    collect(found);
    // `<<: *base` and `<<: [*a, *b]`: what is merged may merge in its turn.
    constexpr std::size_t most_merges = 64;
    std::vector<const Node*> merged;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].key().value != "<<" || found[i].key().quote != 0) continue;
        const Item merge = found[i];
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(i--));
        const bool is_done = std::find(merged.begin(), merged.end(), merge.node_) != merged.end();
        if (is_done || merged.size() >= most_merges) continue;
        merged.push_back(merge.node_);
        if (!merge.is_sequence()) {
            merge.collect(found);
            continue;
        }
        std::vector<Item> sources;
        merge.collect(sources);
        for (const Item& source : sources) source.collect(found);
    }
    return found;
}

Item Item::at(std::string_view key) const {
    if (!is_mapping()) return {};
    const Node* node = target();
    bool merges = false;
    for (const Node& child : tree_->document().children(*node)) {
        if (!is_entry(child)) continue;
        if (child.name.value == key) return {tree_, &child};
        merges = merges || child.name.value == "<<";
    }
    if (!merges) return {};
    for (const Item& item : items()) {
        if (item.key().value == key) return item;
    }
    return {};
}

}  // namespace stackc::yaml
