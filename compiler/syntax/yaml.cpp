#include "compiler/syntax/yaml.h"

#include <algorithm>
#include <optional>

#include "compiler/syntax/yaml_scalars.h"

namespace stackc::yaml {

namespace {

/// Follows indentation with a stack of its own, so that depth costs no call stack.
class Parser {
  public:
    Parser(std::string_view dialect, const SourceFile& file,
           const std::function<void(Span, std::string)>& on_error)
        : file_(file), text_(file.text()), on_error_(on_error), builder_(dialect, file) {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = line_begin_ = 3;
    }

    Document parse() {
        while (skip_to_content()) {
            if (is_line_start_ && read_line_of_its_own()) continue;
            if (is_line_start_) settle(column());
            is_line_start_ = false;
            read_content();
        }
        finish_null();
        while (!levels_.empty()) pop_level();
        return builder_.finish();
    }

  private:
    /// A collection by indentation that is open.
    struct Level {
        int indent = 0;
        bool is_sequence = false;
        bool owns_block = false;  // false: the entries stand at the top
    };
    /// A key or `-` whose value is still to come.
    struct Pending {
        Span header;
        Word name;
        std::vector<Word> properties;
        std::vector<Span> comments;
        int indent = 0;
        bool is_item = false;
    };

    // ------------------------------------------------------------------------------ places

    char here() const { return text_[at_]; }
    char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\n'; }
    bool is_end() const { return at_ >= text_.size(); }
    int column() const { return static_cast<int>(at_ - line_begin_); }
    Span span(std::uint32_t begin, std::uint32_t end) const { return {file_.id, begin, end}; }
    bool ends_word(char c) const { return is_blank(c) || is_break(c); }
    bool at_dash() const { return here() == '-' && ends_word(next()); }
    bool at_template() const { return text_.substr(at_).starts_with("{{") || text_.substr(at_).starts_with("{%"); }

    void advance_to(std::uint32_t end) {
        for (std::uint32_t i = at_; i < end; ++i) {
            if (is_break(text_[i])) line_begin_ = i + 1;
        }
        at_ = end;
    }

    /// Steps over white space and comments; false at the end of the text.
    bool skip_to_content() {
        while (!is_end()) {
            if (is_blank(here())) {
                ++at_;
            } else if (is_break(here())) {
                line_begin_ = ++at_;
                is_line_start_ = true;
            } else if (here() == '#') {
                const std::uint32_t end = line_end(text_, at_);
                add_comment(span(at_, end));
                at_ = end;
            } else {
                return true;
            }
        }
        return false;
    }

    void add_comment(Span comment) {
        if (pending_) pending_->comments.push_back(comment);
        else builder_.comment(comment);
    }

    void error(Span place, std::string message) {
        builder_.error(place);
        on_error_(place, std::move(message));
    }

    /// Gives up on the rest of the line.
    void error_line(std::string message) {
        finish_null();
        const std::uint32_t begin = at_;
        std::uint32_t end = line_end(text_, at_);
        while (end > begin && is_blank(text_[end - 1])) --end;
        error(span(begin, end), std::move(message));
        at_ = end;
    }

    // ------------------------------------------------------------------------------ levels

    void pop_level() {
        if (levels_.back().owns_block) builder_.close(span(0, 0));
        levels_.pop_back();
    }

    /// Ends what a line that starts at `column` no longer belongs to.
    void settle(int column) {
        if (pending_) {
            const bool is_same = column == pending_->indent && !pending_->is_item && at_dash();
            if (column <= pending_->indent && !is_same) finish_null();
        }
        while (!levels_.empty()) {
            const Level& level = levels_.back();
            const bool is_left = level.indent == column && level.is_sequence && !at_dash();
            if (level.indent <= column && !is_left) break;
            pop_level();
        }
    }

    /// Opens a collection at `indent` for the pending entry, or at the top. False where neither
    /// fits: the line is indented as nothing above it is.
    bool enter(int indent, bool is_sequence) {
        if (pending_) {
            open_pending({});
            levels_.push_back({indent, is_sequence, true});
            return true;
        }
        if (levels_.empty()) {
            levels_.push_back({indent, is_sequence, false});
            return true;
        }
        return levels_.back().indent == indent && levels_.back().is_sequence == is_sequence;
    }

    void open_pending(Span brace) {
        Span header = pending_->header;
        for (const Word& word : pending_->properties) header.end = word.span.end;
        builder_.open(header, pending_->name, pending_->properties, brace);
        for (const Span comment : pending_->comments) builder_.comment(comment);
        pending_.reset();
    }

    /// The pending entry gets `value`, or none.
    void finish(std::optional<Word> value) {
        std::vector<Word> args = pending_->properties;
        if (value) args.push_back(*value);
        Span whole = pending_->header;
        if (!args.empty()) whole.end = args.back().span.end;
        const NodeId id = builder_.statement(whole, whole, pending_->name, args);
        for (const Span comment : pending_->comments) {
            if (comment.begin < whole.end) builder_.comment_in(id, comment);
            else builder_.comment(comment);
        }
        pending_.reset();
    }
    void finish_null() {
        if (pending_) finish(std::nullopt);
    }

    // ------------------------------------------------------------------------------ content

    /// `---`, `...`, `%YAML`, and lines of a template language.
    bool read_line_of_its_own() {
        const std::string_view rest = text_.substr(at_);
        const bool is_marker = column() == 0 && (rest.starts_with("---") || rest.starts_with("...")) &&
                               (rest.size() == 3 || ends_word(rest[3]));
        if (is_marker) {
            finish_null();
            while (!levels_.empty()) pop_level();
            builder_.opaque(span(at_, at_ + 3));
            at_ += 3;
            return true;
        }
        const bool is_directive = column() == 0 && (rest.starts_with("%YAML") || rest.starts_with("%TAG"));
        if (!is_directive && !rest.starts_with("{%")) return false;
        finish_null();
        std::uint32_t end = line_end(text_, at_);
        while (is_blank(text_[end - 1])) --end;
        builder_.opaque(span(at_, end));
        at_ = end;
        return true;
    }

    void read_content() {
        if (here() == '&' || here() == '!') return read_property();
        if (at_dash()) return read_dash();
        if (here() == '?' && ends_word(next())) return error_line("keys that are collections are not read");
        if ((here() == '|' || here() == '>') && read_block_scalar()) return;
        if ((here() == '{' || here() == '[') && !at_template()) return read_flow();
        read_scalar();
    }

    void read_property() {
        std::uint32_t end = at_;
        while (end < text_.size() && !ends_word(text_[end])) ++end;
        const Word word = builder_.word(span(at_, end));
        if (pending_) pending_->properties.push_back(word);
        else builder_.opaque(word.span);
        at_ = end;
    }

    void read_dash() {
        const int indent = column();
        if (!enter(indent, true)) return error_line("an item of a sequence stands where a key is expected");
        const Span dash = span(at_, at_ + 1);
        pending_ = Pending{dash, builder_.word(dash), {}, {}, indent, true};
        ++at_;
    }

    bool read_block_scalar() {
        if (!pending_) return false;
        const std::optional<Scalar> scalar = read_block(text_, at_, pending_->indent);
        if (!scalar) return false;
        finish(word_of(*scalar, here()));
        advance_to(scalar->end);
        return true;
    }

    Word word_of(const Scalar& scalar, char quote) {
        Word word = builder_.word(span(at_, scalar.end), scalar.value, quote);
        word.has_hole = has_template(word.value);
        return word;
    }

    static bool has_template(std::string_view value) {
        return value.find("{{") != std::string_view::npos || value.find("{%") != std::string_view::npos ||
               value.find("<%") != std::string_view::npos;
    }

    /// A quoted scalar, unless nothing closes it: then none of that quote is tried again.
    std::optional<Scalar> quoted_here() {
        bool& is_hopeless = here() == '"' ? no_double_ : no_single_;
        if (is_hopeless) return std::nullopt;
        std::optional<Scalar> scalar = read_quoted(text_, at_);
        is_hopeless = !scalar;
        return scalar;
    }

    std::uint32_t skip_blanks(std::uint32_t at) const {
        while (at < text_.size() && is_blank(text_[at])) ++at;
        return at;
    }
    bool is_colon(std::uint32_t at) const {
        return at < text_.size() && text_[at] == ':' && (at + 1 >= text_.size() || ends_word(text_[at + 1]));
    }

    void read_scalar() {
        if (here() == '"' || here() == '\'') {
            const std::optional<Scalar> scalar = quoted_here();
            if (!scalar) return error_line("the quote is never closed");
            const std::uint32_t colon = skip_blanks(scalar->end);
            if (is_colon(colon) && scalar->end <= line_end(text_, at_)) return read_key(word_of(*scalar, here()), colon);
            return read_value(*scalar, here());
        }
        const PlainLine line = scan_plain(text_, at_, false);
        if (line.is_key) return read_key(builder_.word(span(at_, line.end)), skip_blanks(line.end));
        if (!pending_) return error_line("a line needs a key with `:` or an item with `-`");
        read_value(read_plain(text_, at_, pending_->indent), 0);
    }

    void read_key(Word name, std::uint32_t colon) {
        const bool is_inline = pending_ && !pending_->is_item && pending_->header.begin >= line_begin_;
        if (is_inline) return error_line("a mapping starts inside a value: `: ` may stand once on a line");
        if (!enter(column(), false)) {
            if (!was_indentation_told_) on_error_(name.span, "the line is indented as no line above it is");
            was_indentation_told_ = true;
            builder_.mark_errors();
        }
        pending_ = Pending{span(at_, colon + 1), name, {}, {}, column(), false};
        at_ = colon + 1;
    }

    void read_value(const Scalar& scalar, char quote) {
        if (!pending_) return error_line("a line needs a key with `:` or an item with `-`");
        const bool is_forbidden = quote == 0 && std::string_view("%@`,]}").find(here()) != std::string_view::npos;
        const Word word = word_of(scalar, quote);
        if (is_forbidden) on_error_(span(at_, at_ + 1), "a value that starts with this character needs quotes");
        finish(word);
        advance_to(scalar.end);
        expect_end_of_line();
    }

    void expect_end_of_line() {
        const std::uint32_t rest = skip_blanks(at_);
        if (rest >= text_.size() || is_break(text_[rest]) || (text_[rest] == '#' && rest > at_)) return;
        at_ = rest;
        error_line("text follows the value on its line");
    }

    // --------------------------------------------------------------------------------- flow

    void read_flow() {
        const Span brace = span(at_, at_ + 1);
        if (pending_) {
            open_pending(brace);
        } else if (levels_.empty()) {
            open_unnamed(brace, {});
        } else {
            return error_line("a collection stands where a key is expected");
        }
        flow_.assign(1, brace);
        ++at_;
        while (!flow_.empty() && skip_to_content()) read_flow_part();
        for (; !flow_.empty(); flow_.pop_back()) {
            if (flow_.size() == 1) on_error_(flow_.back(), "the bracket is never closed");
            builder_.mark_errors();
            builder_.close(span(0, 0));
        }
        finish_null();
        is_line_start_ = false;
        expect_end_of_line();
    }

    void open_unnamed(Span brace, std::vector<Word> properties) {
        Span header = span(brace.begin, brace.begin);
        if (!properties.empty()) header = join(properties.front().span, properties.back().span);
        builder_.open(header, builder_.word(span(header.begin, header.begin), "-"), properties, brace);
    }

    bool is_in_sequence() const { return text_[flow_.back().begin] == '['; }

    void read_flow_part() {
        const char c = here();
        if (c == ',') {
            finish_null();
            builder_.opaque(span(at_, at_ + 1));
            ++at_;
        } else if (c == ']' || c == '}') {
            close_flow(c);
        } else if ((c == '[' || c == '{') && !text_.substr(at_).starts_with("{{")) {
            const Span brace = span(at_, at_ + 1);
            if (pending_) open_pending(brace);
            else open_unnamed(brace, {});
            flow_.push_back(brace);
            ++at_;
        } else if (c == '&' || c == '!') {
            read_flow_property();
        } else {
            read_flow_scalar();
        }
    }

    void close_flow(char c) {
        finish_null();
        const bool fits = (c == ']') == is_in_sequence();
        if (!fits) {
            error(span(at_, at_ + 1), "the bracket closes nothing that is open");
        } else {
            builder_.close(span(at_, at_ + 1));
            flow_.pop_back();
        }
        ++at_;
    }

    void read_flow_property() {
        std::uint32_t end = at_;
        while (end < text_.size() && !ends_word(text_[end]) && std::string_view(",[]{}").find(text_[end]) == std::string_view::npos) ++end;
        const Word word = builder_.word(span(at_, end));
        if (!pending_) pending_ = Pending{word.span, builder_.word(span(at_, at_), "-"), {}, {}, 0, true};
        pending_->properties.push_back(word);
        at_ = end;
    }

    void read_flow_scalar() {
        const char quote = here() == '"' || here() == '\'' ? here() : '\0';
        Scalar scalar;
        bool is_key = false;
        if (quote != 0) {
            const std::optional<Scalar> read = quoted_here();
            if (!read) return error_line("the quote is never closed");
            scalar = *read;
            const std::uint32_t colon = skip_blanks(scalar.end);
            is_key = colon < text_.size() && text_[colon] == ':';
        } else {
            const PlainLine line = scan_plain(text_, at_, true);
            if (line.end == at_ && !line.is_key) return error_line("the character has no meaning here");
            scalar = {line.end, std::string(text_.substr(at_, line.end - at_))};
            is_key = line.is_key;
        }
        const Word word = word_of(scalar, quote);
        if (is_key && !pending_) {
            const std::uint32_t colon = skip_blanks(scalar.end);
            pending_ = Pending{span(at_, colon + 1), word, {}, {}, 0, false};
            return advance_to(colon + 1);
        }
        if (pending_) {
            finish(word);
        } else if (is_in_sequence()) {
            builder_.statement(word.span, word.span, builder_.word(span(at_, at_), "-"), std::span(&word, 1));
        } else {
            builder_.statement(word.span, word.span, word, {});
        }
        advance_to(scalar.end);
    }

    const SourceFile& file_;
    std::string_view text_;
    const std::function<void(Span, std::string)>& on_error_;
    DocumentBuilder builder_;
    std::uint32_t at_ = 0;
    std::uint32_t line_begin_ = 0;
    bool is_line_start_ = true;
    bool no_single_ = false;
    bool no_double_ = false;
    bool was_indentation_told_ = false;
    std::vector<Level> levels_;
    std::optional<Pending> pending_;
    std::vector<Span> flow_;  // the brackets that are open
};

}  // namespace

Document parse(std::string_view dialect, const SourceFile& file,
               const std::function<void(Span, std::string)>& on_error) {
    return Parser(dialect, file, on_error).parse();
}

}  // namespace stackc::yaml
