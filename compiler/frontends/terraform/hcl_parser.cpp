#include "compiler/frontends/terraform/hcl_parser.h"

#include <algorithm>
#include <optional>

#include "compiler/base/text.h"

namespace stackc::terraform {

namespace {

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           (static_cast<unsigned char>(c) & 0x80u) != 0;
}
bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

class Parser {
  public:
    explicit Parser(const SourceFile& file) : file_(file), text_(file.text()), builder_("terraform", file) {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    }

    Document parse() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_white(c) || c == '\n') ++at_;
            else if (starts_comment()) builder_.comment(take_comment());
            else if (c == '}') close();
            else if (is_name(c) || c == '"') read_item();
            else builder_.error(take(1));
        }
        return builder_.finish();
    }

  private:
    Span span(std::size_t begin, std::size_t end) const {
        return {file_.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    }
    Span take(std::size_t count) {
        const Span taken = span(at_, at_ + count);
        at_ += count;
        return taken;
    }
    std::string_view rest() const { return text_.substr(at_); }
    bool starts_comment() const { return text_[at_] == '#' || rest().starts_with("//") || rest().starts_with("/*"); }
    std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }

    Span take_comment() {
        const bool is_long = rest().starts_with("/*");
        std::size_t end = is_long ? text_.find("*/", at_ + 2) : line_end();
        end = end == std::string_view::npos ? text_.size() : is_long ? end + 2 : end;
        while (end > at_ + 1 && (is_white(text_[end - 1]) || text_[end - 1] == '\n')) --end;
        return take(end - at_);
    }

    void close() {
        const Span brace = take(1);
        if (builder_.depth() > 0) builder_.close(brace);
        else builder_.error(brace);
    }

    void skip_white() {
        while (at_ < text_.size() && is_white(text_[at_])) ++at_;
    }

    /// `"…"` up to its end on the line; `${…}` inside may hold quotes of its own.
    Word take_string() {
        const std::size_t begin = at_++;
        bool has_hole = false;
        for (std::size_t depth = 0; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
            const char c = text_[at_];
            if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
            else if (rest().starts_with("${") || rest().starts_with("%{")) ++depth, ++at_, has_hole = true;
            else if (c == '}' && depth > 0) --depth;
            else if (c == '"' && depth == 0) break;
        }
        const bool is_closed = at_ < text_.size() && text_[at_] == '"';
        const std::size_t end = at_;
        if (is_closed) ++at_;
        Word word = builder_.word(span(begin, at_), std::string(text_.substr(begin + 1, end - begin - 1)), '"');
        word.has_hole = has_hole;
        if (!is_closed) builder_.mark_errors();
        return word;
    }

    Word take_name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name(text_[at_])) ++at_;
        return builder_.word(span(begin, at_));
    }

    /// `name "label" {` or `name = expression`.
    void read_item() {
        const std::size_t begin = at_;
        const Word name = text_[at_] == '"' ? take_string() : take_name();
        std::vector<Word> labels;
        for (skip_white(); at_ < text_.size() && (text_[at_] == '"' || is_name(text_[at_])); skip_white()) {
            labels.push_back(text_[at_] == '"' ? take_string() : take_name());
        }
        const std::size_t header_end = labels.empty() ? name.span.end : labels.back().span.end;
        if (at_ < text_.size() && text_[at_] == '{') {
            builder_.open(span(begin, header_end), name, labels, take(1));
        } else if (at_ < text_.size() && text_[at_] == '=' && labels.empty()) {
            ++at_;
            read_expression(begin, name);
        } else {
            builder_.error(span(begin, header_end));
        }
    }

    /// The tokens up to the end of the line, or further while a bracket is open.
    void read_expression(std::size_t begin, Word name) {
        std::vector<Word> words;
        std::vector<Span> comments;
        std::size_t depth = 0, end = at_;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n' && depth == 0) break;
            if (is_white(c) || c == '\n') {
                ++at_;
                continue;
            }
            if (starts_comment()) {
                comments.push_back(take_comment());
                continue;
            }
            if ((c == '}' || c == ')' || c == ']') && depth == 0) break;
            if (c == '{' || c == '(' || c == '[') ++depth;
            if (c == '}' || c == ')' || c == ']') --depth;
            words.push_back(take_token());
            end = at_;
        }
        const Span whole = span(begin, end);
        const NodeId id = builder_.statement(whole, whole, name, words);
        for (const Span comment : comments) {
            if (comment.end <= whole.end) builder_.comment_in(id, comment);
            else builder_.comment(comment);
        }
    }

    Word take_token() {
        if (text_[at_] == '"') return take_string();
        if (rest().starts_with("<<")) {
            if (const std::optional<Word> heredoc = take_heredoc()) return *heredoc;
        }
        if (is_name(text_[at_])) return take_name();
        return builder_.word(take(1));
    }

    std::optional<Word> take_heredoc() {
        const std::size_t stop = line_end();
        std::string_view mark = trim(text_.substr(at_ + 2, stop - at_ - 2));
        if (mark.starts_with('-')) mark.remove_prefix(1);
        if (mark.empty() || mark.find_first_of(" \t\"'") != std::string_view::npos || misses_ > 16) return std::nullopt;
        for (std::size_t line = stop; line < text_.size();) {
            const std::size_t next = std::min(text_.find('\n', line + 1), text_.size());
            if (trim(text_.substr(line + 1, next - line - 1)) == mark) {
                Word word = builder_.word(span(at_, trim_end(text_.substr(0, next)).size()));
                word.has_hole = true;
                at_ = word.span.end;
                return word;
            }
            line = next;
        }
        ++misses_;
        return std::nullopt;
    }

    const SourceFile& file_;
    std::string_view text_;
    DocumentBuilder builder_;
    std::size_t at_ = 0;
    int misses_ = 0;  // heredocs without an end
};

}  // namespace

Document parse_hcl(const SourceFile& file) { return Parser(file).parse(); }

}  // namespace stackc::terraform
