// The syntax tree of a Python file: nodes in one array, children before their parents. Made by
// the parser, read by the evaluator and by front ends that look for one shape of code.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/python/token.h"
#include "compiler/source/source_map.h"

namespace stackc::python {

enum class Kind : std::uint8_t {
    // Expressions.
    name,
    number,
    string,
    strings,
    fstring,
    fstring_middle,
    field,
    constant,
    ellipsis,
    group,
    tuple,
    list,
    set,
    dict,
    pair,
    starred,
    double_starred,
    comprehension,
    generator,
    lambda,
    conditional,
    named,
    unary,
    binary,
    compare,
    call,
    keyword,
    attribute,
    subscript,
    slice,
    yield,
    sign,
    // Statements.
    expression,
    assign,
    annotated,
    augmented,
    pass,
    jump,
    del,
    return_,
    raise,
    global,
    assert_,
    import,
    import_from,
    alias,
    origin,
    dotted,
    star,
    type_alias,
    suite,
    if_,
    while_,
    for_,
    try_,
    handler,
    final_,
    with,
    with_item,
    def,
    class_,
    match,
    case_,
    pattern,
    async,
    decorated,
    // Parameters.
    parameters,
    parameter,
    default_,
    rest,
    bare_star,
    keyword_rest,
    slash,
};

/// For switches that mean a few kinds of many.
constexpr int code(Kind kind) {
    return static_cast<int>(kind);
}

struct Node {
    Kind kind = Kind::pass;
    TokenKind sign{};         // the operator of unary, binary, compare and augmented
    bool is_negated = false;  // `not in`, `is not`
    std::uint32_t begin = 0;  // bytes
    std::uint32_t end = 0;
    std::uint32_t first_child = 0;
    std::uint32_t child_count = 0;
};

using NodeIndex = std::uint32_t;

class Tree {
  public:
    explicit Tree(SourceFile source) : source_(std::move(source)) {}

    const SourceFile& source() const { return source_; }
    const Node& node(NodeIndex index) const { return nodes_[index]; }
    std::span<const NodeIndex> children(const Node& node) const {
        return std::span(children_).subspan(node.first_child, node.child_count);
    }
    /// The child at `place`, which must be there.
    const Node& child(const Node& node, std::size_t place) const {
        return nodes_[children(node)[place]];
    }
    Span span(const Node& node) const { return {source_.id, node.begin, node.end}; }
    std::string_view text(const Node& node) const {
        return source_.text().substr(node.begin, node.end - node.begin);
    }
    /// The statements of the file itself, in order.
    std::span<const NodeIndex> statements() const { return statements_; }
    std::span<const Node> nodes() const { return nodes_; }
    /// False where a part of the file is no Python: it stands in no node.
    bool is_whole() const { return is_whole_; }

  private:
    friend class TreeBuilder;
    SourceFile source_;
    std::vector<Node> nodes_;
    std::vector<NodeIndex> children_;
    std::vector<NodeIndex> statements_;
    bool is_whole_ = true;
};

}  // namespace stackc::python
