#include "compiler/frontends/mapped_text.h"

#include <algorithm>

namespace stackc {

void MappedText::push(std::string_view text, Piece piece) {
    if (text.empty()) return;
    piece.begin = text_.size();
    pieces_.push_back(piece);
    text_ += text;
}

void MappedText::append_written(std::string_view text, Span span) {
    push(text, {0, span, text.size() == span.size(), true});
}

void MappedText::append_replaced(std::string_view text, Span span) {
    push(text, {0, span, false, true});
}

void MappedText::append_unknown(std::string_view text, Span span, std::string why) {
    if (why_.empty()) why_ = std::move(why);
    // Something must stand for it, or the text would count as known.
    push(text.empty() ? std::string_view("?") : text, {0, span, false, false});
}

std::size_t MappedText::piece_at(std::size_t offset) const {
    const auto after =
        std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                         [](std::size_t at, const Piece& piece) { return at < piece.begin; });
    return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

void MappedText::append(const MappedText& other, std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    for (std::size_t i = other.piece_at(begin);
         i < other.pieces_.size() && other.pieces_[i].begin < end; ++i) {
        Piece piece = other.pieces_[i];
        const std::size_t piece_end =
            i + 1 < other.pieces_.size() ? other.pieces_[i + 1].begin : other.text_.size();
        const std::size_t from = std::max(begin, piece.begin);
        const std::size_t to = std::min(end, piece_end);
        if (piece.is_written) {
            piece.source.begin += static_cast<std::uint32_t>(from - piece.begin);
            piece.source.end = piece.source.begin + static_cast<std::uint32_t>(to - from);
        }
        push(std::string_view(other.text_).substr(from, to - from), piece);
    }
    if (why_.empty()) why_ = other.why_;
}

void MappedText::append_value(const MappedText& other, Span span) {
    if (why_.empty()) why_ = other.why_;
    for (std::size_t i = 0; i < other.pieces_.size(); ++i) {
        const std::size_t end =
            i + 1 < other.pieces_.size() ? other.pieces_[i + 1].begin : other.text_.size();
        const Piece& piece = other.pieces_[i];
        push(std::string_view(other.text_).substr(piece.begin, end - piece.begin),
             {0, span, false, piece.is_known});
    }
}

Span MappedText::span(std::size_t begin, std::size_t end) const {
    if (begin >= end || end > text_.size()) return place_;
    const Piece& first = pieces_[piece_at(begin)];
    const Piece& last = pieces_[piece_at(end - 1)];
    Span result = first.source;
    if (first.is_written) result.begin += static_cast<std::uint32_t>(begin - first.begin);
    std::uint32_t stop = last.source.end;
    if (last.is_written) stop = last.source.begin + static_cast<std::uint32_t>(end - last.begin);
    // Pieces of several files, or out of order: the first says best where the text is from.
    if (last.source.file == result.file && stop >= result.begin) result.end = stop;
    return result;
}

MappedText MappedText::slice(std::size_t begin, std::size_t end) const {
    MappedText result(begin < end ? span(begin, end) : place_);
    result.append(*this, begin, end);
    return result;
}

MappedText MappedText::trimmed(std::string_view blanks) const {
    const std::size_t begin = text_.find_first_not_of(blanks);
    if (begin == std::string::npos) return MappedText(place_);
    return slice(begin, text_.find_last_not_of(blanks) + 1);
}

bool MappedText::is_known(std::size_t begin, std::size_t end) const {
    if (begin >= end) return true;
    for (std::size_t i = piece_at(begin); i < pieces_.size() && pieces_[i].begin < end; ++i) {
        if (!pieces_[i].is_known) return false;
    }
    return true;
}

Value<std::string> MappedText::value() const {
    if (!is_known()) return Value<std::string>::unknown(why_, span());
    return Value<std::string>::known(text_, span());
}

namespace {

/// One pass over the text; the word in the making grows piece by piece.
class WordSplitter {
  public:
    explicit WordSplitter(const MappedText& text) : text_(text) {}

    SplitWords split() {
        while (at_ < text_.size()) {
            const char c = text_.text()[at_];
            if (is_blank(c))
                finish_word();
            else if (c == '\'')
                quoted_plain();
            else if (c == '"')
                quoted_escaping();
            else if (c == '\\')
                escaped();
            else
                take(1);
        }
        finish_word();
        return std::move(result_);
    }

  private:
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

    void start() {
        if (!is_word_) begin_ = at_;
        is_word_ = true;
    }
    void take(std::size_t count) {
        start();
        word_.append(text_.text(), at_, count);
        at_ += count;
    }
    void skip() {
        start();
        ++at_;
    }
    void quoted_plain() {
        skip();
        const std::size_t close = text_.text().find('\'', at_);
        if (close == std::string::npos) return fail();
        take(close - at_);
        skip();
    }
    void quoted_escaping() {
        skip();
        while (at_ < text_.size() && text_.text()[at_] != '"') {
            const bool is_escape = text_.text()[at_] == '\\' && at_ + 1 < text_.size() &&
                                   (text_.text()[at_ + 1] == '"' || text_.text()[at_ + 1] == '\\');
            if (is_escape) skip();
            take(1);
        }
        if (at_ >= text_.size()) return fail();
        skip();
    }
    void escaped() {
        skip();
        if (at_ >= text_.size()) return fail();
        take(1);
    }
    void fail() {
        result_.is_closed = false;
        at_ = text_.size();
    }
    void finish_word() {
        if (is_word_) {
            result_.words.push_back(
                {std::move(word_), text_.span(begin_, at_), !text_.is_known(begin_, at_)});
        }
        word_.clear();
        is_word_ = false;
        if (at_ < text_.size()) ++at_;
    }

    const MappedText& text_;
    SplitWords result_;
    std::string word_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    bool is_word_ = false;
};

}  // namespace

SplitWords split_words(const MappedText& text) {
    return WordSplitter(text).split();
}

}  // namespace stackc
