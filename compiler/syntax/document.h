// A file's lossless syntax tree, one type for all dialects: statements with words, blocks,
// comments, opaque text (Lua) and error nodes. Nodes stand in one array in file order, so a
// tree of any depth is walked without recursion. Every character of the file that is no white
// space belongs to a node, and `print` gives the file back byte for byte.
#pragma once

#include <cstdint>
#include <deque>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_map.h"

namespace stackc {

using NodeId = Id<struct NodeTag>;

enum class NodeKind : std::uint8_t {
    root,
    statement,  // nginx `root /srv;`, ini `key = value`, stack `listen 80`
    block,      // nginx `server { … }`, ini `[section] …`, stack `site x { … }`
    comment,    // from its sign to the end of the line, sign included
    opaque,     // text in a language of its own: the body of a *_by_lua_block, of `raw`
    error,      // what could not be read; already reported
};

/// A name, argument or value. `span` is as written, quotes included; `value` is what it means
/// after quotes, escapes and line continuations.
struct Word {
    Span span;
    std::string_view value;
    char quote = 0;         // the quote it starts with, or 0
    bool has_hole = false;  // holds a template's placeholder: the value is unknown
};

struct Node {
    NodeKind kind = NodeKind::root;
    Span span;    // from the first to the last byte, terminator or closing brace included
    Span header;  // name and arguments, without terminator and braces
    Word name;    // empty for root, comment, opaque and error
    NodeId parent{};
    std::uint32_t first_arg = 0;
    std::uint32_t arg_count = 0;
    std::uint32_t end = 0;  // one past the last descendant: nodes [id + 1, end) lie below
    Span open;              // the opening brace, empty where there is none
    Span close;             // the closing brace, empty where there is none
};

class Document {
  public:
    Document(std::string_view dialect, SourceFile source) : dialect_(dialect), source_(std::move(source)) {}

    std::string_view dialect() const { return dialect_; }
    FileId file() const { return source_.id; }
    const SourceFile& source() const { return source_; }
    std::string_view text() const { return source_.text(); }
    std::string_view text(Span span) const { return source_.text(span); }

    static constexpr NodeId root{0};
    const Node& node(NodeId id) const { return nodes_[id.value]; }
    std::size_t size() const { return nodes_.size(); }

    /// The words after the name.
    std::span<const Word> args(const Node& node) const {
        return std::span(words_).subspan(node.first_arg, node.arg_count);
    }
    std::span<const Word> args(NodeId id) const { return args(node(id)); }

    /// All nodes in file order, which is also the order of a walk from the root.
    std::span<const Node> nodes() const { return nodes_; }
    NodeId id_of(const Node& node) const { return {static_cast<std::uint32_t>(&node - nodes_.data())}; }

    /// Iterates over the direct children of a node.
    class ChildIterator {
      public:
        using difference_type = std::ptrdiff_t;
        using value_type = Node;
        ChildIterator(const Document* document, std::uint32_t at) : document_(document), at_(at) {}
        const Node& operator*() const { return document_->nodes_[at_]; }
        const Node* operator->() const { return &document_->nodes_[at_]; }
        ChildIterator& operator++() {
            at_ = document_->nodes_[at_].end;
            return *this;
        }
        bool operator==(const ChildIterator& other) const { return at_ == other.at_; }

      private:
        const Document* document_;
        std::uint32_t at_;
    };
    struct Children {
        ChildIterator first, last;
        ChildIterator begin() const { return first; }
        ChildIterator end() const { return last; }
    };
    Children children(NodeId id) const { return {{this, id.value + 1}, {this, node(id).end}}; }
    Children children(const Node& node) const { return children(id_of(node)); }

    /// The innermost node whose span holds `offset`; the root where none does.
    NodeId node_at(std::uint32_t offset) const;

    /// True when the parser had to step over something; rules about what is absent stay silent.
    bool has_errors() const { return has_errors_; }

    /// What the dialect's own parser made of the text besides, for its lowering; null: nothing.
    const std::shared_ptr<const void>& attachment() const { return attachment_; }

  private:
    friend class DocumentBuilder;
    std::string_view dialect_;
    SourceFile source_;
    std::vector<Node> nodes_;
    std::vector<Word> words_;
    std::deque<std::string> cooked_;  // values that differ from what is written
    bool has_errors_ = false;
    std::shared_ptr<const void> attachment_;
};

/// The document's text again, put together from its nodes and the white space between them.
/// Stops with an assertion where something else than white space belongs to no node.
std::string print(const Document& document);

/// Builds a document in file order: open, statements, close.
class DocumentBuilder {
  public:
    DocumentBuilder(std::string_view dialect, const SourceFile& source);

    /// A word whose meaning is what is written at `span`.
    Word word(Span span) const { return {span, document_.text(span)}; }
    /// A word that means `value`, which is kept.
    Word word(Span span, std::string value, char quote = 0);

    NodeId statement(Span span, Span header, Word name, std::span<const Word> args);
    /// Starts a block; what follows lies inside until `close`. `brace` is its opening sign where
    /// that stands apart from the header; comments may stand between the two.
    NodeId open(Span header, Word name, std::span<const Word> args, Span brace = {});
    /// Ends the innermost block at `brace` (may be empty: an ini section, a missing brace).
    void close(Span brace);
    NodeId comment(Span span) { return leaf(NodeKind::comment, span); }
    /// A comment between the words of `statement`, which must be the node added last but for
    /// other comments of its own.
    NodeId comment_in(NodeId statement, Span span);
    NodeId opaque(Span span) { return leaf(NodeKind::opaque, span); }
    NodeId error(Span span);
    /// Says that something was stepped over without a node of its own (a missing brace).
    void mark_errors() { document_.has_errors_ = true; }
    void attach(std::shared_ptr<const void> attachment) { document_.attachment_ = std::move(attachment); }

    /// How many blocks are open.
    std::size_t depth() const { return open_.size() - 1; }
    NodeId innermost() const { return open_.back(); }
    const Node& node(NodeId id) const { return document_.nodes_[id.value]; }

    /// Closes what is open and hands the document over.
    Document finish();

  private:
    NodeId add(NodeKind kind, Span span);
    NodeId leaf(NodeKind kind, Span span);
    /// The innermost open block goes on at least to `end`.
    void reach(std::uint32_t end);
    Document document_;
    std::vector<NodeId> open_;
};

}  // namespace stackc
