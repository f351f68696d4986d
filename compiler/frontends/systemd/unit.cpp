#include "compiler/frontends/systemd/unit.h"

#include "compiler/base/text.h"

namespace stackc::systemd {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

/// [begin, end) of a line without its terminator, blanks at both ends left out.
struct Line {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool is_empty() const { return begin == end; }
};

class Reader {
  public:
    explicit Reader(const SourceFile& file) : file_(file), text_(file.text()), builder_("systemd", file) {}

    Document read() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (at_ < text_.size()) {
            const Line line = next();
            if (line.is_empty()) continue;
            const char first = text_[line.begin];
            if (first == '#' || first == ';') builder_.comment(span(line));
            else if (first == '[' && text_[line.end - 1] == ']') section(line);
            else if (first == '[') builder_.error(span(line));
            else entry(line);
            last_ = std::max(last_, line.end);
        }
        close();
        return builder_.finish();
    }

  private:
    Span span(Line line) const { return {file_.id, line.begin, line.end}; }

    Line next() {
        const std::size_t newline = std::min(text_.find('\n', at_), text_.size());
        Line line{at_, static_cast<std::uint32_t>(newline)};
        at_ = static_cast<std::uint32_t>(std::min(newline + 1, text_.size()));
        while (line.begin < line.end && is_blank(text_[line.begin])) ++line.begin;
        while (line.end > line.begin && is_blank(text_[line.end - 1])) --line.end;
        return line;
    }

    void close() {
        if (builder_.depth() > 0) builder_.close({file_.id, last_, last_});
    }

    void section(Line line) {
        close();
        const Word name = builder_.word({file_.id, line.begin + 1, line.end - 1});
        builder_.open(span(line), name, {});
    }

    bool goes_on(Line line) const { return !line.is_empty() && text_[line.end - 1] == '\\'; }

    void entry(Line line) {
        const std::size_t equals = text_.substr(line.begin, line.end - line.begin).find('=');
        if (equals == std::string_view::npos || equals == 0) {
            builder_.opaque(span(line));
            return;
        }
        const auto sign = line.begin + static_cast<std::uint32_t>(equals);
        Line key{line.begin, sign};
        while (key.end > key.begin && is_blank(text_[key.end - 1])) --key.end;
        Line value{sign + 1, line.end};
        std::vector<Word> words;
        Line last = line;
        add_piece(value, goes_on(line), words);
        while (goes_on(last) && at_ < text_.size()) {
            const Line more = next();
            if (more.is_empty()) break;
            last_ = std::max(last_, more.end);
            const bool is_comment = text_[more.begin] == '#' || text_[more.begin] == ';';
            // A comment in between is passed over; the value goes on after it.
            if (!is_comment) {
                add_piece(more, goes_on(more), words);
                last = more;
            }
            end_ = more.end;
        }
        const Span whole{file_.id, line.begin, std::max(line.end, end_)};
        builder_.statement(whole, whole, builder_.word(span(key)), words);
        end_ = 0;
    }

    void add_piece(Line piece, bool has_backslash, std::vector<Word>& words) {
        if (has_backslash && piece.end > piece.begin) --piece.end;
        while (piece.begin < piece.end && is_blank(text_[piece.begin])) ++piece.begin;
        while (piece.end > piece.begin && is_blank(text_[piece.end - 1])) --piece.end;
        if (!piece.is_empty()) words.push_back(builder_.word(span(piece)));
    }

    const SourceFile& file_;
    std::string_view text_;
    DocumentBuilder builder_;
    std::uint32_t at_ = 0;
    std::uint32_t last_ = 0;
    std::uint32_t end_ = 0;
};

}  // namespace

Document parse(const SourceFile& file, Reporter&) { return Reader(file).read(); }

MappedText value_of(const Document& document, const Node& statement) {
    const std::span<const Word> words = document.args(statement);
    MappedText text(words.empty() ? Span{statement.span.file, statement.span.end, statement.span.end}
                                  : join(words.front().span, words.back().span));
    bool is_first = true;
    for (const Word& word : words) {
        if (!is_first) text.append_replaced(" ", {word.span.file, word.span.begin, word.span.begin});
        text.append_written(word.value, word.span);
        is_first = false;
    }
    return text;
}

std::vector<const Node*> find(const Document& document, std::string_view section, std::string_view key) {
    std::vector<const Node*> found;
    for (const Node& block : document.children(Document::root)) {
        if (block.kind != NodeKind::block || block.name.value != section) continue;
        for (const Node& entry : document.children(block)) {
            if (entry.kind == NodeKind::statement && entry.name.value == key) found.push_back(&entry);
        }
    }
    return found;
}

}  // namespace stackc::systemd
