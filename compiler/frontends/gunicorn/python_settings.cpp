#include "compiler/frontends/gunicorn/python_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::gunicorn {

namespace {

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/// The name at the start of `text`.
std::string_view leading_name(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && is_name_part(text[length])) ++length;
    return length > 0 && is_name_start(text[0]) ? text.substr(0, length) : std::string_view{};
}

// --------------------------------------------------------------------------------- literals

/// The text between the quotes of a string without prefix, formatting or rare escapes.
std::optional<std::string> parse_string(std::string_view text) {
    if (text.size() < 2 || (text[0] != '"' && text[0] != '\'')) return std::nullopt;
    const char quote = text[0];
    if (text.back() != quote || text.starts_with(std::string(3, quote))) return std::nullopt;
    std::string value;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == quote || text[i] == '\n') return std::nullopt;
        if (text[i] == '\\') {
            ++i;
            const bool is_plain = i + 1 < text.size() && (text[i] == '\\' || text[i] == '\'' || text[i] == '"');
            if (!is_plain) return std::nullopt;
        }
        value += text[i];
    }
    return value;
}

/// `12`, `0o007`, `60 * 5`, in decimal digits.
std::optional<std::string> parse_integer(std::string_view text) {
    std::uint64_t product = 1;
    for (const std::string_view factor : split(text, '*')) {
        std::string digits;
        for (const char c : trim(factor)) {
            if (c != '_') digits += c;
        }
        int base = 10;
        std::string_view rest = digits;
        if (rest.starts_with("0o") || rest.starts_with("0O")) base = 8;
        if (rest.starts_with("0x") || rest.starts_with("0X")) base = 16;
        if (base != 10) rest.remove_prefix(2);
        // Python 3 takes no leading zero.
        if (rest.empty() || (base == 10 && rest.size() > 1 && rest[0] == '0')) return std::nullopt;
        std::uint64_t number = 0;
        const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number, base);
        if (error != std::errc{} || stop != rest.data() + rest.size() || number > 1'000'000'000) return std::nullopt;
        product *= number;
        if (product > 1'000'000'000'000) return std::nullopt;
    }
    return std::to_string(product);
}

/// `["a", "b"]` and `("a", "b")` as gunicorn reads a text with commas.
std::optional<std::string> parse_list(std::string_view text) {
    const bool is_list = text.size() >= 2 && ((text[0] == '[' && text.back() == ']') || (text[0] == '(' && text.back() == ')'));
    if (!is_list) return std::nullopt;
    std::vector<std::string> items;
    std::string_view inside = trim(text.substr(1, text.size() - 2));
    if (inside.ends_with(',')) inside.remove_suffix(1);
    for (const std::string_view item : split(inside, ',')) {
        const auto value = parse_string(trim(item));
        if (!value) return std::nullopt;
        items.push_back(*value);
    }
    return join(items, ",");
}

std::optional<std::string> parse_literal(std::string_view text) {
    if (text == "True" || text == "False" || text == "None") return std::string(text);
    constexpr std::size_t longest = 10'000;
    if (text.size() > longest) return std::nullopt;
    if (auto value = parse_string(text)) return value;
    if (auto value = parse_integer(text)) return value;
    return parse_list(text);
}

// ------------------------------------------------------------------------------ logical lines

class Reader {
  public:
    explicit Reader(const SourceFile& file) : file_(file), text_(file.text()), builder_("gunicorn", file) {}

    Document read() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (at_ < text_.size()) {
            const std::uint32_t line_start = at_;
            while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '\n')) {
                if (text_[at_] == '\n') column_start_ = at_ + 1;
                ++at_;
            }
            if (at_ >= text_.size()) break;
            if (line_start == 0 && column_start_ == 0 && text_.starts_with("\xef\xbb\xbf")) column_start_ = 3;
            if (text_[at_] == '#') comment();
            else logical_line();
        }
        return builder_.finish();
    }

  private:
    void comment() {
        const std::uint32_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        builder_.comment(trimmed(begin, at_));
    }

    Span trimmed(std::uint32_t begin, std::uint32_t end) const {
        while (end > begin && (is_blank(text_[end - 1]) || text_[end - 1] == '\n')) --end;
        return {file_.id, begin, end};
    }

    void logical_line() {
        const std::uint32_t begin = at_;
        const bool is_indented = begin != column_start_;
        find_end();
        add(trimmed(begin, at_), is_indented);
    }

    /// Moves to the comment or line break that ends the code, brackets and strings stepped over.
    void find_end() {
        std::size_t depth = 0;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"' || c == '\'') skip_string();
            else if (c == '(' || c == '[' || c == '{') ++depth;
            else if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
            else if (c == '#' && depth > 0) skip_to_line_end();
            else if (c == '#' || (c == '\n' && depth == 0)) return;
            else if (c == '\\' && at_ + 1 < text_.size()) ++at_;
            if (at_ >= text_.size()) return;
        }
    }

    void skip_to_line_end() {
        while (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
    }

    /// Leaves `at_` on the last byte of the string, or of the line that it does not end on.
    void skip_string() {
        const char quote = text_[at_];
        const std::string_view rest = text_.substr(at_);
        const bool is_triple = rest.size() >= 3 && rest[1] == quote && rest[2] == quote;
        std::size_t i = is_triple ? 3 : 1;
        for (; i < rest.size(); ++i) {
            if (rest[i] == '\\') {
                ++i;
                continue;
            }
            if (!is_triple && rest[i] == '\n') {
                --i;
                break;
            }
            if (rest[i] != quote) continue;
            if (!is_triple) break;
            if (i + 2 < rest.size() && rest[i + 1] == quote && rest[i + 2] == quote) {
                i += 2;
                break;
            }
        }
        at_ += static_cast<std::uint32_t>(std::min(i, rest.size() - 1));
    }

    void add(Span span, bool is_indented) {
        if (!add_assignment(span, is_indented)) builder_.opaque(span);
    }

    /// `name = value`; `name: type = value`, `name += value` and `a = b = value` make it unknown.
    bool add_assignment(Span span, bool is_indented) {
        const std::string_view code = text_.substr(span.begin, span.size());
        const std::string_view name = leading_name(code);
        if (name.empty()) return false;
        std::size_t sign = name.size();
        while (sign < code.size() && is_blank(code[sign])) ++sign;
        if (sign >= code.size()) return false;
        const bool is_plain = code[sign] == '=' && (sign + 1 >= code.size() || code[sign + 1] != '=');
        const bool is_other = (code[sign] == ':' || code[sign] == ',') && code.find('=', sign) != std::string_view::npos;
        const bool is_augmented = sign + 1 < code.size() && code[sign + 1] == '=' && std::string_view("+-*/|&%").find(code[sign]) != std::string_view::npos;
        if (!is_plain && !is_augmented && (!is_other || is_keyword(name))) return false;
        std::size_t value = is_plain ? sign + 1 : code.size();
        while (value < code.size() && is_blank(code[value])) ++value;
        const Span name_span{file_.id, span.begin, span.begin + static_cast<std::uint32_t>(name.size())};
        const Span value_span{file_.id, span.begin + static_cast<std::uint32_t>(value), span.end};
        const Word word = value_word(value_span, is_plain && !is_indented);
        builder_.statement(span, span, builder_.word(name_span), std::span(&word, 1));
        return true;
    }

    static bool is_keyword(std::string_view name) {
        static constexpr std::array<std::string_view, 12> words{"if",  "elif", "else", "for",    "while",  "with",
                                                                "def", "try",  "from", "import", "lambda", "class"};
        return std::find(words.begin(), words.end(), name) != words.end();
    }

    Word value_word(Span span, bool may_be_known) {
        const std::string_view written = text_.substr(span.begin, span.size());
        if (may_be_known) {
            if (auto value = parse_literal(written)) {
                const char quote = written.starts_with('"') || written.starts_with('\'') ? written[0] : '\0';
                return builder_.word(span, *std::move(value), quote);
            }
        }
        Word word = builder_.word(span);
        word.has_hole = true;
        return word;
    }

    const SourceFile& file_;
    std::string_view text_;
    DocumentBuilder builder_;
    std::uint32_t at_ = 0;
    std::uint32_t column_start_ = 0;
};

}  // namespace

Document parse(const SourceFile& file, Reporter&) { return Reader(file).read(); }

int looks_like_gunicorn(const SourceFile& file) {
    if (file.path.extension() != ".py") return 0;
    static constexpr std::array<std::string_view, 10> settings{"workers", "worker_class", "timeout",  "accesslog", "errorlog",
                                                               "loglevel", "proc_name",    "threads", "pidfile",   "worker_connections"};
    bool has_bind = false;
    std::size_t known = 0;
    for (const std::string_view line : split(file.text().substr(0, 1u << 16u), '\n')) {
        const std::string_view name = leading_name(line);
        if (name.empty() || !trim(line.substr(name.size())).starts_with('=')) continue;
        has_bind = has_bind || name == "bind";
        if (std::find(settings.begin(), settings.end(), name) != settings.end()) ++known;
    }
    return has_bind && known > 0 ? 60 : 0;
}

/// `from x import *`, or one of the settings that matter.
static bool imports_settings(std::string_view code) {
    static constexpr std::array<std::string_view, 10> settings{"bind", "timeout", "umask", "user",         "group",
                                                               "chdir", "daemon", "workers", "worker_class", "threads"};
    const std::size_t import = code.find(" import ");
    if (!code.starts_with("from ") || import == std::string_view::npos) return false;
    std::string names(code.substr(import + 8));
    std::replace_if(names.begin(), names.end(), [](char c) { return !is_name_part(c) && c != '*'; }, ' ');
    for (const std::string_view name : split(names, ' ')) {
        if (name == "*" || std::find(settings.begin(), settings.end(), name) != settings.end()) return true;
    }
    return false;
}

/// `if x: bind = "…"` on one line.
static bool hides_an_assignment(std::string_view code) {
    static constexpr std::array<std::string_view, 9> words{"if", "elif", "else", "for", "while", "with", "try", "except", "finally"};
    const std::string_view name = leading_name(code);
    const bool opens_block = std::find(words.begin(), words.end(), name) != words.end();
    return opens_block && !code.ends_with(':') && code.find('=') != std::string_view::npos;
}

bool is_plain(const Document& document) {
    return std::none_of(document.nodes().begin(), document.nodes().end(), [&](const Node& node) {
        if (node.kind != NodeKind::opaque) return false;
        const std::string_view code = document.text(node.span);
        const bool is_dynamic = code.starts_with("exec(") || code.starts_with("globals()") || code.starts_with("locals()") ||
                                code.starts_with("vars(") || code.starts_with("{%") || code.starts_with("{{");
        return is_dynamic || imports_settings(code) || hides_an_assignment(code);
    });
}

}  // namespace stackc::gunicorn
