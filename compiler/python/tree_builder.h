// Puts the tree together from what the generated parser says, and refuses what grammar/Python.g4
// lets through for the sake of being decided by one token: targets that cannot be assigned to,
// doubled commas, arguments in an order that Python does not take.
#pragma once

#include <memory>
#include <vector>

#include "compiler/python/tree.h"

namespace stackc::python {

/// Where a rule of the grammar started.
struct Mark {
    std::size_t size = 0;     // nodes that were waiting for a parent
    std::uint32_t token = 0;  // the rule's first token
};

/// What the tree builder throws at what is no Python; the parser catches it.
struct NotPython {};

class TreeBuilder {
  public:
    TreeBuilder(const SourceFile& source, const std::vector<Token>& tokens)
        : tree_(source), tokens_(tokens) {}

    Mark mark(std::uint32_t token) const { return {stack_.size(), token}; }
    void leaf(Kind kind, std::uint32_t token);
    /// Makes the nodes since `mark` the children of a new one, which ends before token `at`.
    void make(Kind kind, Mark mark, std::uint32_t at);

    // Operators in a row, ordered by how tightly they bind.
    void begin_operation() { frames_.push_back(operators_.size()); }
    void prefix(std::uint32_t token);
    void binary(std::uint32_t token);
    void negate() { operators_.back().is_negated = true; }
    void end_operation(std::uint32_t at);

    void comma(bool& was_comma);
    void separator(bool& was_separator, std::uint32_t at);
    void no_comma(std::uint32_t token) const;
    void tuple(Mark mark, bool has_comma, std::uint32_t at);
    void targets(Mark mark, bool has_comma, std::uint32_t at);
    void strings(Mark mark, std::uint32_t at);
    void braces(Mark mark, std::uint32_t at);
    void close(Kind empty, Mark mark, std::uint32_t at);
    void close_group(Mark mark, std::uint32_t at) { close(Kind::tuple, mark, at); }

    void check_target() const { check_target(stack_.back()); }
    void check_deleted() const;
    void check_assigned(Mark mark) const;
    void check_annotated(Mark mark) const;
    void check_augmented(Mark mark) const;
    void check_named(Mark mark) const;
    void check_keyword(Mark mark) const { check_named(mark); }
    void check_group() const;
    void check_arguments(Mark mark, bool ends_with_comma) const;
    void check_parameters(Mark mark) const;

    /// The statements that the parser just finished.
    void take_statements();
    /// Forgets the statement that the parser gave up on.
    void forget();
    Tree finish() { return std::move(tree_); }

  private:
    struct Operator {
        std::uint32_t token = 0;
        bool is_prefix = false;
        bool is_negated = false;
        int strength = 0;
    };
    void apply(std::uint32_t at);
    void check_target(NodeIndex index) const;
    void check_one_target(NodeIndex index) const;
    Kind kind(NodeIndex index) const { return tree_.nodes_[index].kind; }

    Tree tree_;
    const std::vector<Token>& tokens_;
    std::vector<NodeIndex> stack_;
    std::vector<Operator> operators_;
    std::vector<std::size_t> frames_;
};

}  // namespace stackc::python
