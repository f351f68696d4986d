#include "compiler/python/tree_builder.h"

#include <algorithm>

namespace stackc::python {

void TreeBuilder::leaf(Kind kind, std::uint32_t token) {
    Node node;
    node.kind = kind;
    node.sign = tokens_[token].kind;
    node.begin = tokens_[token].begin;
    node.end = tokens_[token].end;
    tree_.nodes_.push_back(node);
    stack_.push_back(static_cast<NodeIndex>(tree_.nodes_.size() - 1));
}

void TreeBuilder::make(Kind kind, Mark mark, std::uint32_t at) {
    Node node;
    node.kind = kind;
    node.begin = tokens_[mark.token].begin;
    node.end = at > mark.token ? tokens_[at - 1].end : node.begin;
    node.first_child = static_cast<std::uint32_t>(tree_.children_.size());
    node.child_count = static_cast<std::uint32_t>(stack_.size() - mark.size);
    tree_.children_.insert(tree_.children_.end(),
                           stack_.begin() + static_cast<std::ptrdiff_t>(mark.size), stack_.end());
    stack_.resize(mark.size);
    tree_.nodes_.push_back(node);
    stack_.push_back(static_cast<NodeIndex>(tree_.nodes_.size() - 1));
}

// -------------------------------------------------------------------------------- operators

/// How tightly an operator binds: language reference, section 6.17.
static int strength_of(TokenKind kind) {
    switch (code(kind)) {
        case code(TokenKind::or_):
            return 1;
        case code(TokenKind::and_):
            return 2;
        case code(TokenKind::not_):
        case code(TokenKind::in):
        case code(TokenKind::is):
        case code(TokenKind::compare):
            return 4;
        case code(TokenKind::bar):
            return 5;
        case code(TokenKind::caret):
            return 6;
        case code(TokenKind::ampersand):
            return 7;
        case code(TokenKind::shift):
            return 8;
        case code(TokenKind::plus):
        case code(TokenKind::minus):
            return 9;
        case code(TokenKind::double_star):
            return 12;
        default:
            return 10;  // * / // % @
    }
}
static constexpr int not_strength = 3, sign_strength = 11, power_strength = 12, await_strength = 13;

void TreeBuilder::prefix(std::uint32_t token) {
    const TokenKind kind = tokens_[token].kind;
    const int strength = kind == TokenKind::not_    ? not_strength
                         : kind == TokenKind::await ? await_strength
                                                    : sign_strength;
    if (operators_.size() > frames_.back()) {
        const Operator& before = operators_.back();
        // `a == not b` and `await -x` are no Python.
        if (kind == TokenKind::not_ && before.strength > not_strength) throw NotPython{};
        if (before.is_prefix && before.strength == await_strength) throw NotPython{};
    }
    operators_.push_back({token, true, false, strength});
}

void TreeBuilder::binary(std::uint32_t token) {
    const int strength = strength_of(tokens_[token].kind);
    while (operators_.size() > frames_.back()) {
        const int before = operators_.back().strength;
        const bool goes_right = strength == power_strength && before == power_strength;
        if (before < strength || goes_right) break;
        apply(token);
    }
    // `not in` is given by its first word.
    operators_.push_back({token, false, tokens_[token].kind == TokenKind::not_, strength});
}

void TreeBuilder::end_operation(std::uint32_t at) {
    while (operators_.size() > frames_.back()) apply(at);
    frames_.pop_back();
}

void TreeBuilder::apply(std::uint32_t at) {
    const Operator sign = operators_.back();
    operators_.pop_back();
    const std::size_t operands = sign.is_prefix ? 1 : 2;
    Node node;
    node.kind = sign.is_prefix ? Kind::unary : sign.strength == 4 ? Kind::compare : Kind::binary;
    node.sign = tokens_[sign.token].kind;
    node.is_negated = sign.is_negated;
    const NodeIndex first = stack_[stack_.size() - operands];
    node.begin = sign.is_prefix ? tokens_[sign.token].begin : tree_.nodes_[first].begin;
    node.end = tokens_[at - 1].end;
    node.first_child = static_cast<std::uint32_t>(tree_.children_.size());
    node.child_count = static_cast<std::uint32_t>(operands);
    tree_.children_.insert(tree_.children_.end(),
                           stack_.end() - static_cast<std::ptrdiff_t>(operands), stack_.end());
    stack_.resize(stack_.size() - operands);
    tree_.nodes_.push_back(node);
    stack_.push_back(static_cast<NodeIndex>(tree_.nodes_.size() - 1));
}

// ------------------------------------------------------------------------------------ lists

void TreeBuilder::comma(bool& was_comma) {
    if (was_comma) throw NotPython{};
    was_comma = true;
}

void TreeBuilder::separator(bool& was_separator, std::uint32_t at) {
    comma(was_separator);
    // What is said before the `;` ends with it.
    if (!stack_.empty()) tree_.nodes_[stack_.back()].end = tokens_[at - 1].end;
}

void TreeBuilder::no_comma(std::uint32_t token) const {
    if (tokens_[token].kind == TokenKind::comma) throw NotPython{};
}

void TreeBuilder::tuple(Mark mark, bool has_comma, std::uint32_t at) {
    if (has_comma) make(Kind::tuple, mark, at);
}

void TreeBuilder::targets(Mark mark, bool has_comma, std::uint32_t at) {
    tuple(mark, has_comma, at);
    check_target();
}

void TreeBuilder::strings(Mark mark, std::uint32_t at) {
    if (stack_.size() - mark.size < 2) return;
    bool has_bytes = false, has_text = false;
    for (std::size_t i = mark.size; i < stack_.size(); ++i) {
        const Node& node = tree_.nodes_[stack_[i]];
        const std::string_view text = tree_.text(node);
        const bool is_bytes =
            text.substr(0, text.find_first_of("\"'")).find_first_of("bB") != std::string_view::npos;
        (is_bytes ? has_bytes : has_text) = true;
    }
    if (has_bytes && has_text) throw NotPython{};
    make(Kind::strings, mark, at);
}

void TreeBuilder::braces(Mark mark, std::uint32_t at) {
    std::size_t pairs = 0, others = 0;
    for (std::size_t i = mark.size; i < stack_.size(); ++i) {
        const bool is_pair =
            kind(stack_[i]) == Kind::pair || kind(stack_[i]) == Kind::double_starred;
        ++(is_pair ? pairs : others);
    }
    if (pairs > 0 && others > 0) throw NotPython{};
    make(pairs > 0 ? Kind::dict : Kind::set, mark, at);
}

void TreeBuilder::close(Kind empty, Mark mark, std::uint32_t at) {
    if (stack_.size() == mark.size) return make(empty, mark, at);
    tree_.nodes_[stack_.back()].begin = tokens_[mark.token].begin;
    tree_.nodes_[stack_.back()].end = tokens_[at - 1].end;
}

// ----------------------------------------------------------------------------------- checks

void TreeBuilder::check_target(NodeIndex index) const {
    std::vector<NodeIndex> waiting{index};
    while (!waiting.empty()) {
        const Node& node = tree_.nodes_[waiting.back()];
        waiting.pop_back();
        switch (code(node.kind)) {
            case code(Kind::name):
            case code(Kind::attribute):
            case code(Kind::subscript):
                break;
            case code(Kind::starred):
            case code(Kind::group):
            case code(Kind::tuple):
            case code(Kind::list):
                for (const NodeIndex child : tree_.children(node)) waiting.push_back(child);
                break;
            default:
                throw NotPython{};
        }
    }
}

void TreeBuilder::check_deleted() const {
    check_target();
    const Node& node = tree_.nodes_[stack_.back()];
    for (const NodeIndex child : tree_.children(node)) {
        if (node.kind == Kind::tuple && kind(child) == Kind::starred) throw NotPython{};
    }
    if (node.kind == Kind::starred) throw NotPython{};
}

void TreeBuilder::check_assigned(Mark mark) const {
    for (std::size_t i = mark.size; i + 1 < stack_.size(); ++i) check_target(stack_[i]);
}

void TreeBuilder::check_one_target(NodeIndex index) const {
    while (kind(index) == Kind::group) index = tree_.children(tree_.nodes_[index])[0];
    const Kind found = kind(index);
    if (found != Kind::name && found != Kind::attribute && found != Kind::subscript)
        throw NotPython{};
}

void TreeBuilder::check_annotated(Mark mark) const {
    check_one_target(stack_[mark.size]);
}
void TreeBuilder::check_augmented(Mark mark) const {
    check_one_target(stack_[mark.size]);
}

void TreeBuilder::check_named(Mark mark) const {
    if (kind(stack_[mark.size]) != Kind::name) throw NotPython{};
}

void TreeBuilder::check_group() const {
    const Node& node = tree_.nodes_[stack_.back()];
    if (node.kind == Kind::group && kind(tree_.children(node)[0]) == Kind::starred)
        throw NotPython{};
}

void TreeBuilder::check_arguments(Mark mark, bool ends_with_comma) const {
    bool has_keyword = false, has_mapping = false;
    const std::size_t count = stack_.size() - mark.size;
    for (std::size_t i = mark.size; i < stack_.size(); ++i) {
        const Kind each = kind(stack_[i]);
        const bool is_positional =
            each != Kind::keyword && each != Kind::double_starred && each != Kind::starred;
        if (is_positional && (has_keyword || has_mapping)) throw NotPython{};
        if (each == Kind::starred && has_mapping) throw NotPython{};
        if (each == Kind::generator && (count > 1 || ends_with_comma)) throw NotPython{};
        has_keyword = has_keyword || each == Kind::keyword;
        has_mapping = has_mapping || each == Kind::double_starred;
    }
}

void TreeBuilder::check_parameters(Mark mark) const {
    bool has_default = false, has_star = false, has_slash = false, has_mapping = false,
         is_bare = false;
    for (std::size_t i = mark.size; i < stack_.size(); ++i) {
        const Kind each = kind(stack_[i]);
        if (has_mapping) throw NotPython{};
        const bool is_named = each == Kind::parameter || each == Kind::default_;
        if (is_bare && !is_named) throw NotPython{};
        is_bare = each == Kind::bare_star;
        if (each == Kind::parameter && has_default && !has_star) throw NotPython{};
        has_default = has_default || each == Kind::default_;
        if (each == Kind::rest || each == Kind::bare_star) {
            if (has_star) throw NotPython{};
            has_star = true;
        }
        if (each == Kind::slash) {
            if (has_slash || has_star || i == mark.size) throw NotPython{};
            has_slash = true;
        }
        has_mapping = each == Kind::keyword_rest;
    }
    if (is_bare) throw NotPython{};
}

// ------------------------------------------------------------------------------- statements

void TreeBuilder::take_statements() {
    tree_.statements_.insert(tree_.statements_.end(), stack_.begin(), stack_.end());
    stack_.clear();
}

void TreeBuilder::forget() {
    stack_.clear();
    operators_.clear();
    frames_.clear();
    tree_.is_whole_ = false;
}

}  // namespace stackc::python
