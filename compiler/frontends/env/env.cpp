// Files of variables: `.env` and what `env_file:` names.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"

namespace stackc::frontends {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }

class EnvParser {
  public:
    explicit EnvParser(const SourceFile& file) : file_(file), text_(file.text()), builder_("env", file) {}

    Document parse() {
        std::size_t at = text_.starts_with("\xef\xbb\xbf") ? 3 : 0;
        while (at < text_.size()) {
            const std::size_t stop = std::min(text_.find('\n', at), text_.size());
            std::size_t begin = at, end = stop;
            while (begin < end && is_blank(text_[begin])) ++begin;
            while (end > begin && is_blank(text_[end - 1])) --end;
            if (begin < end) read_line(begin, end);
            at = stop + 1;
        }
        return builder_.finish();
    }

  private:
    Span span(std::size_t begin, std::size_t end) const {
        return {file_.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    }

    void read_line(std::size_t begin, std::size_t end) {
        if (text_[begin] == '#') {
            builder_.comment(span(begin, end));
            return;
        }
        const std::size_t equals = text_.find('=', begin);
        const std::string_view line = text_.substr(begin, end - begin);
        const std::size_t name = line.starts_with("export ") ? text_.find_first_not_of(' ', begin + 7) : begin;
        const std::string_view key = equals < end && name < equals ? trim_end(text_.substr(name, equals - name)) : std::string_view{};
        if (key.empty() || key.find_first_of(" \t\"'{}()") != std::string_view::npos) {
            builder_.opaque(span(begin, end));
            return;
        }
        std::size_t value = equals + 1;
        while (value < end && is_blank(text_[value])) ++value;
        std::vector<Word> words;
        if (value < end) words.push_back(read_value(value, end));
        builder_.statement(span(begin, end), span(begin, end), builder_.word(span(name, name + key.size())), words);
    }

    /// Quotes are taken off; a comment may follow after a blank.
    Word read_value(std::size_t begin, std::size_t end) {
        const char quote = text_[begin] == '"' || text_[begin] == '\'' ? text_[begin] : '\0';
        const std::size_t close = quote == 0 ? std::string_view::npos : text_.substr(0, end).find(quote, begin + 1);
        if (close != std::string_view::npos) {
            Word word = builder_.word(span(begin, close + 1), std::string(text_.substr(begin + 1, close - begin - 1)), quote);
            word.has_hole = quote == '"' && has_variable(word.value);
            return word;
        }
        const std::size_t comment = text_.substr(0, end).find(" #", begin);
        const std::size_t stop = comment == std::string_view::npos ? end : comment;
        Word word = builder_.word(span(begin, begin + trim_end(text_.substr(begin, stop - begin)).size()));
        word.has_hole = has_variable(word.value);
        return word;
    }

    static bool has_variable(std::string_view value) {
        return value.find('$') != std::string_view::npos || value.find("{{") != std::string_view::npos;
    }

    const SourceFile& file_;
    std::string_view text_;
    DocumentBuilder builder_;
};

Document parse_env(const SourceFile& file, Reporter&) { return EnvParser(file).parse(); }

}  // namespace

static constexpr std::array<std::string_view, 1> globs{".env"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend env{.name = "env", .stage = 1, .globs = globs, .comment_signs = comment_signs, .parse = parse_env};

}  // namespace stackc::frontends
