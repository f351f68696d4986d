#include "compiler/frontends/container/dockerfile_parser.h"

#include <algorithm>
#include <set>

#include "compiler/base/text.h"

namespace stackc::container {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/// What the words after an instruction are.
enum class Form : std::uint8_t { words, shell, exec_or_shell, exec_or_words };

Form form_of(std::string_view name) {
    if (name == "RUN" || name == "CMD" || name == "ENTRYPOINT" || name == "HEALTHCHECK")
        return Form::exec_or_shell;
    if (name == "COPY" || name == "ADD" || name == "VOLUME" || name == "SHELL")
        return Form::exec_or_words;
    if (name == "ONBUILD" || name == "MAINTAINER") return Form::shell;
    return Form::words;
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

/// [begin, end) of the file: a line of an instruction without its continuation sign.
struct Piece {
    std::uint32_t begin, end;
};

class Parser {
  public:
    explicit Parser(const SourceFile& file)
        : file_(file), text_(file.text()), builder_("dockerfile", file) {}

    Document parse() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (at_ < text_.size()) {
            const std::uint32_t begin = first_of_line(at_);
            if (begin == line_end(at_))
                next_line();
            else if (text_[begin] == '#')
                read_comment(begin);
            else
                read_instruction(begin);
        }
        return builder_.finish();
    }

  private:
    Span span(std::uint32_t begin, std::uint32_t end) const { return {file_.id, begin, end}; }
    std::uint32_t line_end(std::uint32_t at) const {
        return static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", at), text_.size()));
    }
    std::uint32_t first_of_line(std::uint32_t at) const {
        while (at < text_.size() && is_blank(text_[at])) ++at;
        return at;
    }
    std::uint32_t trimmed_end(std::uint32_t begin, std::uint32_t end) const {
        while (end > begin && is_blank(text_[end - 1])) --end;
        return end;
    }
    void next_line() {
        at_ = line_end(at_);
        if (at_ < text_.size()) at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    }

    /// `# escape=` counts only before anything else.
    void read_comment(std::uint32_t begin) {
        const std::uint32_t end = line_end(begin);
        const std::string line = to_lower(trim(text_.substr(begin + 1, end - begin - 1)));
        if (may_direct_ && line.starts_with("escape") && line.ends_with('`')) escape_ = '`';
        if (line.find('=') == std::string::npos) may_direct_ = false;
        builder_.comment(span(begin, end));
        next_line();
    }

    /// The lines of the instruction that starts at `begin`; comments between them are kept aside.
    std::vector<Piece> read_pieces(std::uint32_t begin) {
        std::vector<Piece> pieces;
        comments_.clear();
        bool goes_on = true;
        while (goes_on && at_ < text_.size()) {
            const std::uint32_t stop = line_end(at_);
            const std::uint32_t first = pieces.empty() ? begin : first_of_line(at_);
            const std::uint32_t end = trimmed_end(first, stop);
            if (!pieces.empty() && first < stop && text_[first] == '#') {
                comments_.push_back(span(first, stop));
            } else if (first < stop || pieces.empty()) {
                goes_on = end > first && text_[end - 1] == escape_;
                // The blanks before a line that goes on are part of the command.
                pieces.push_back({pieces.empty() ? first : at_, goes_on ? end - 1 : end});
                last_end_ = end;
            }
            next_line();
        }
        return pieces;
    }

    void read_instruction(std::uint32_t begin) {
        may_direct_ = false;
        std::vector<Piece> pieces = read_pieces(begin);
        std::uint32_t name_end = begin;
        while (name_end < pieces[0].end && !is_blank(text_[name_end])) ++name_end;
        const Word name =
            builder_.word(span(begin, name_end), upper(text_.substr(begin, name_end - begin)));
        pieces[0].begin = name_end;
        std::vector<Word> words = read_flags(pieces, name.value);
        read_operands(pieces, form_of(name.value), words, name.value);
        const Span whole = span(begin, std::max(last_end_, name_end));
        const NodeId id = builder_.statement(whole, whole, name, words);
        for (const Span comment : comments_) {
            if (comment.end <= whole.end)
                builder_.comment_in(id, comment);
            else
                builder_.comment(comment);
        }
        const bool may_have_body =
            name.value == "RUN" || name.value == "COPY" || name.value == "ADD";
        if (may_have_body) read_heredocs(text_.substr(whole.begin, whole.size()));
    }

    std::vector<Word> read_flags(std::vector<Piece>& pieces, std::string_view name) {
        std::vector<Word> flags;
        if (!takes_flags(name)) return flags;
        for (Piece& piece : pieces) {
            while (true) {
                const std::uint32_t begin = std::min(first_of_line(piece.begin), piece.end);
                if (begin == piece.end) break;
                if (!text_.substr(begin, piece.end - begin).starts_with("--")) return flags;
                std::uint32_t end = begin;
                while (end < piece.end && !is_blank(text_[end])) ++end;
                flags.push_back(builder_.word(span(begin, end)));
                piece.begin = end;
            }
        }
        return flags;
    }

    void read_operands(const std::vector<Piece>& pieces, Form form, std::vector<Word>& words,
                       std::string_view name) {
        const bool may_be_json = form == Form::exec_or_shell || form == Form::exec_or_words;
        if (may_be_json && read_json(pieces, words, name)) return;
        for (const Piece& piece : pieces) {
            if (form == Form::words || form == Form::exec_or_words) {
                read_words(piece, words);
                continue;
            }
            // The first line's leading blanks are not part of the command.
            const bool is_first = &piece == &pieces.front();
            const std::uint32_t begin =
                is_first ? std::min(first_of_line(piece.begin), piece.end) : piece.begin;
            if (begin < piece.end) words.push_back(builder_.word(span(begin, piece.end)));
        }
    }

    /// Words with shell quotes, which stay in the value: `A="b c"`.
    void read_words(const Piece& piece, std::vector<Word>& words) {
        for (std::uint32_t at = first_of_line(piece.begin); at < piece.end;
             at = first_of_line(at)) {
            const std::uint32_t begin = at;
            char quote = 0;
            for (; at < piece.end && (quote != 0 || !is_blank(text_[at])); ++at) {
                const char c = text_[at];
                if (c == escape_ && at + 1 < piece.end)
                    ++at;
                else if (quote != 0)
                    quote = c == quote ? '\0' : quote;
                else if (c == '"' || c == '\'')
                    quote = c;
            }
            at = std::min(at, piece.end);
            words.push_back(builder_.word(span(begin, at)));
        }
    }

    /// `["a", "b"]` over any number of lines; adds nothing where the text is no such array.
    bool read_json(const std::vector<Piece>& pieces, std::vector<Word>& words,
                   std::string_view name) {
        JsonReader reader{text_, pieces, 0, pieces.front().begin};
        std::vector<Word> found;
        if (name == "HEALTHCHECK") {
            if (!reader.take_word("CMD")) return false;
            found.push_back(builder_.word(span(reader.at - 3, reader.at)));
        }
        if (!reader.take('[')) return false;
        for (bool is_first = true; !reader.take(']'); is_first = false) {
            if (!is_first && !reader.take(',')) return false;
            const std::optional<std::pair<Piece, std::string>> string = reader.take_string();
            if (!string) return false;
            found.push_back(
                builder_.word(span(string->first.begin, string->first.end), string->second, '"'));
        }
        if (reader.peek() != 0) return false;
        words.insert(words.end(), found.begin(), found.end());
        return true;
    }

    struct JsonReader {
        std::string_view text;
        const std::vector<Piece>& pieces;
        std::size_t piece;
        std::uint32_t at;

        /// The next byte that is no blank, 0 at the end.
        char peek() {
            while (piece < pieces.size()) {
                while (at < pieces[piece].end && is_blank(text[at])) ++at;
                if (at < pieces[piece].end) return text[at];
                if (++piece < pieces.size()) at = pieces[piece].begin;
            }
            return 0;
        }
        bool take(char c) {
            if (peek() != c) return false;
            ++at;
            return true;
        }
        bool take_word(std::string_view word) {
            if (peek() == 0 || !equals_ignoring_case(text.substr(at, word.size()), word))
                return false;
            at += static_cast<std::uint32_t>(word.size());
            return true;
        }
        /// Lines that go on are one before Docker reads the list: a string may span them.
        bool go_on() {
            while (at >= pieces[piece].end) {
                if (++piece == pieces.size()) return false;
                at = pieces[piece].begin;
            }
            return true;
        }
        std::optional<std::pair<Piece, std::string>> take_string() {
            if (peek() != '"') return std::nullopt;
            const std::uint32_t begin = at++;
            std::string value;
            while (go_on() && text[at] != '"') {
                if (text[at] == '\\' && at + 1 < pieces[piece].end) ++at;
                value += text[at++];
            }
            if (piece == pieces.size()) return std::nullopt;
            return std::pair{Piece{begin, ++at}, std::move(value)};
        }
    };

    // ------------------------------------------------------------------------------ heredocs

    /// `RUN <<EOF`: the lines up to one that says `EOF`, as far as there is one.
    void read_heredocs(std::string_view line) {
        for (std::size_t sign = line.find("<<"); sign != std::string_view::npos;
             sign = line.find("<<", sign + 2)) {
            std::size_t at = sign + 2;
            if (at < line.size() && line[at] == '<') return;  // `<<<` is bash's
            const bool is_indented = at < line.size() && line[at] == '-';
            if (is_indented) ++at;
            const bool is_quoted = at < line.size() && (line[at] == '"' || line[at] == '\'');
            if (is_quoted) ++at;
            const std::size_t end =
                std::min(line.find_first_of(" \t\r\n\"'\\;|&>()", at), line.size());
            const std::string name(line.substr(at, end - at));
            const bool is_name =
                !name.empty() &&
                name.find_first_not_of(
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.") ==
                    std::string::npos;
            if (is_name && !read_body(name, is_indented)) return;
        }
    }

    bool read_body(const std::string& name, bool is_indented) {
        if (unfound_.contains(name) || unfound_.size() > 16) return false;
        for (std::uint32_t at = at_; at < text_.size();) {
            const std::uint32_t end = line_end(at);
            const std::string_view line = text_.substr(at, end - at);
            if (line == name || (is_indented && trim(line) == name)) {
                const std::uint32_t begin = static_cast<std::uint32_t>(
                    std::min(text_.find_first_not_of(" \t\r\n\v\f", at_), text_.size()));
                builder_.opaque(span(begin, end));
                at_ = end;
                next_line();
                return true;
            }
            at = end + (text_.substr(end).starts_with("\r\n") ? 2 : 1);
        }
        unfound_.insert(name);
        return false;
    }

    const SourceFile& file_;
    std::string_view text_;
    DocumentBuilder builder_;
    std::uint32_t at_ = 0;
    std::uint32_t last_end_ = 0;
    char escape_ = '\\';
    bool may_direct_ = true;
    std::vector<Span> comments_;
    std::set<std::string> unfound_;  // heredocs without an end
};

}  // namespace

Document parse_dockerfile(const SourceFile& file) {
    return Parser(file).parse();
}

MappedText joined(std::span<const Word> operands, Span place) {
    MappedText text(operands.empty() ? place : join(operands.front().span, operands.back().span));
    for (const Word& word : operands) text.append_written(word.value, word.span);
    return text;
}

}  // namespace stackc::container
