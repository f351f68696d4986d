// YAML as compose files, Elastic Beanstalk, CloudFormation and uWSGI use it, read into a
// Document without losing a byte: blocks by indentation, flow collections (and so JSON), scalars
// of every style, anchors, aliases and merge keys, tags. Front ends parse with `parse` and look
// at the result through `Tree`.
//
// In the document a mapping's entry is a statement or block with the key as its name; an item of
// a sequence has the name `-`. Words after the name are anchor (`&a`), tag (`!Ref`) and scalar, as
// far as there are any; an alias is the word `*a`. Commas, `---` and directives are opaque nodes.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/document.h"

namespace stackc::yaml {

/// Reads the whole text, whatever it holds; `on_error` hears what YAML does not allow.
Document parse(std::string_view dialect, const SourceFile& file,
               const std::function<void(Span, std::string)>& on_error);

enum class Kind : std::uint8_t { absent, null, scalar, mapping, sequence };

class Tree;

/// A value of the tree; absent where a key is not there.
class Item {
  public:
    Item() = default;
    Item(const Tree* tree, const Node* node) : tree_(tree), node_(node) {}

    Kind kind() const;
    bool is_absent() const { return node_ == nullptr; }
    bool is_mapping() const { return kind() == Kind::mapping; }
    bool is_sequence() const { return kind() == Kind::sequence; }
    /// The key in its mapping, or the `-` of an item.
    const Word& key() const { return node_->name; }
    /// The scalar, aliases followed; null where it is none.
    const Word* scalar() const;
    /// `!Ref`; empty where there is none.
    std::string_view tag() const;
    /// The value of a key of this mapping, merge keys (`<<`) included.
    Item at(std::string_view key) const;
    /// A mapping's entries (its own, then merged ones) or a sequence's items.
    std::vector<Item> items() const;
    /// The whole entry, key included.
    Span span() const { return node_->span; }
    /// The scalar's place, else the key's.
    Span place() const;

  private:
    const Node* target() const;
    void collect(std::vector<Item>& found) const;
    const Tree* tree_ = nullptr;
    const Node* node_ = nullptr;
};

/// The values of a document that `parse` made, which must outlive it.
class Tree {
  public:
    explicit Tree(const Document& document);
    Item root() const;
    const Document& document() const { return *document_; }
    /// What an anchor names; null where it is not defined.
    const Node* anchor(std::string_view name) const;

  private:
    const Document* document_;
    std::map<std::string_view, const Node*> anchors_;
};

}  // namespace stackc::yaml
