// Text that was made from source text by joining, expanding and cutting, and still knows for
// each of its bytes which place in which file said it, and whether its value can be known.
// Front ends whose language has variables (uWSGI, supervisor) expand with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/graph/value.h"
#include "compiler/source/span.h"

namespace stackc {

class MappedText {
  public:
    /// Empty; `place` is what it points at for as long as nothing is in it.
    explicit MappedText(Span place) : place_(place) {}
    /// `text` as it stands at `span`; a text of another length belongs to `span` as a whole.
    MappedText(std::string_view text, Span span) : place_(span) { append_written(text, span); }

    void append_written(std::string_view text, Span span);
    /// Text that stands for what is written at `span`: a variable's value.
    void append_replaced(std::string_view text, Span span);
    /// What is written at `span` has a value that cannot be known; `text` is shown instead.
    void append_unknown(std::string_view text, Span span, std::string why);
    /// Bytes [begin, end) of another text.
    void append(const MappedText& other, std::size_t begin, std::size_t end);
    void append(const MappedText& other) { append(other, 0, other.text().size()); }
    /// All of `other`, said where `span` is: a variable's value with what is unknown in it.
    void append_value(const MappedText& other, Span span);

    const std::string& text() const { return text_; }
    std::size_t size() const { return text_.size(); }
    bool is_empty() const { return text_.empty(); }

    /// Where bytes [begin, end) come from.
    Span span(std::size_t begin, std::size_t end) const;
    Span span() const {
        return place_.is_empty() || text_.empty() ? place_ : span(0, text_.size());
    }
    MappedText slice(std::size_t begin, std::size_t end) const;
    /// Without the bytes of `blanks` at both ends.
    MappedText trimmed(std::string_view blanks = " \t\r\n\v\f") const;

    bool is_known() const { return is_known(0, text_.size()); }
    bool is_known(std::size_t begin, std::size_t end) const;
    const std::string& why_unknown() const { return why_; }

    /// The text as a value: unknown as soon as one byte of it is.
    Value<std::string> value() const;

  private:
    struct Piece {
        std::size_t begin = 0;
        Span source;
        bool is_written = false;  // byte for byte what stands at `source`
        bool is_known = true;
    };
    std::size_t piece_at(std::size_t offset) const;
    void push(std::string_view text, Piece piece);

    std::string text_;
    std::vector<Piece> pieces_;
    Span place_;
    std::string why_;
};

/// A command line cut into words as Python's `shlex.split` does, which is a shell's quoting
/// without its expansions.
struct SplitWords {
    std::vector<Argument> words;
    bool is_closed = true;  // false: a quote without its end, or a backslash at the end
};
SplitWords split_words(const MappedText& text);

}  // namespace stackc
