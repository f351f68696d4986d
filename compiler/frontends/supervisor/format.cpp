#include "compiler/frontends/supervisor/format.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace stackc::supervisor {

void FormatNames::set(std::string_view name, std::string_view value, Span span) {
    MappedText text(span);
    text.append_replaced(value, span);
    names.insert_or_assign(std::string(name), FormatName{std::move(text), false});
}

void FormatNames::set_number(std::string_view name, std::uint64_t value, Span span) {
    MappedText text(span);
    text.append_replaced(std::to_string(value), span);
    names.insert_or_assign(std::string(name), FormatName{std::move(text), true});
}

void FormatNames::set_unknown(std::string_view name, std::string why, Span span) {
    MappedText text(span);
    text.append_unknown(fmt::format("%({})s", name), span, std::move(why));
    names.insert_or_assign(std::string(name), FormatName{std::move(text), false});
}

namespace {

class Formatter {
  public:
    Formatter(const MappedText& text, const FormatNames& names)
        : text_(text), names_(names), result_{MappedText(text.span()), {}} {}

    Formatted run() {
        const std::string& text = text_.text();
        std::size_t kept = 0;
        for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', kept)) {
            if (!text_.is_known(at, at + 1)) {
                // A template fills this in; nobody knows what stands here.
                result_.text.append(text_, kept, at + 1);
                kept = at + 1;
                continue;
            }
            result_.text.append(text_, kept, at);
            kept = conversion(at);
            if (result_.problem) return finish(at);
        }
        result_.text.append(text_, kept, text.size());
        return std::move(result_);
    }

  private:
    Formatted finish(std::size_t at) {
        result_.text.append_unknown(text_.text().substr(at), text_.span(at, text_.size()),
                                    "supervisor cannot expand it");
        return std::move(result_);
    }

    /// Reads `%…` at `at` and gives the offset after it.
    std::size_t conversion(std::size_t at) {
        const std::string& text = text_.text();
        std::size_t next = at + 1;
        std::optional<std::string> name;
        if (next < text.size() && text[next] == '(') {
            const std::optional<std::size_t> close = closing_parenthesis(next);
            if (!close)
                return problem(FormatProblemKind::unclosed_name, at, text.size(), text.substr(at));
            name = text.substr(next + 1, *close - next - 1);
            next = *close + 1;
        }
        const std::size_t flags = next;
        while (next < text.size() &&
               std::string_view("#0- +").find(text[next]) != std::string_view::npos)
            ++next;
        while (next < text.size() &&
               ((text[next] >= '0' && text[next] <= '9') || text[next] == '.'))
            ++next;
        const std::string_view modifiers = std::string_view(text).substr(flags, next - flags);
        if (next < text.size() && (text[next] == 'l' || text[next] == 'h' || text[next] == 'L'))
            ++next;
        if (next >= text.size()) return problem(FormatProblemKind::incomplete, at, text.size(), "");
        const char type = text[next++];
        if (type == '%') {
            result_.text.append_replaced("%", text_.span(at, next));
            return next;
        }
        if (std::string_view("diouxXeEfFgGcrsa").find(type) == std::string_view::npos) {
            return problem(FormatProblemKind::bad_character, at,
                           at + 1 + utf8_length(std::string_view(text).substr(next - 1)),
                           std::string(1, type));
        }
        return put(at, next, name, modifiers, type);
    }

    std::optional<std::size_t> closing_parenthesis(std::size_t open) const {
        // Parentheses nest in Python's format strings.
        std::size_t depth = 0;
        for (std::size_t i = open; i < text_.size(); ++i) {
            if (text_.text()[i] == '(') ++depth;
            if (text_.text()[i] == ')' && --depth == 0) return i;
        }
        return std::nullopt;
    }

    std::size_t put(std::size_t at, std::size_t end, const std::optional<std::string>& name,
                    std::string_view modifiers, char type) {
        const Span span = text_.span(at, end);
        const bool is_text = type == 's' || type == 'r' || type == 'a';
        if (!name) {
            // Without a name Python formats the dictionary itself, once.
            if (!is_text || has_bare_)
                return problem(FormatProblemKind::bad_character, at, end, std::string(1, type));
            has_bare_ = true;
            result_.text.append_unknown("", span, "it stands for all names at once");
            return end;
        }
        const auto found = names_.names.find(*name);
        if (found == names_.names.end()) {
            if (!name->starts_with("ENV_"))
                return problem(FormatProblemKind::unknown_name, at, end, *name);
            result_.text.append_unknown(
                text_.text().substr(at, end - at), span,
                fmt::format("`{}` comes from the environment", quoted(name->substr(4))));
            return end;
        }
        const FormatName& value = found->second;
        if (!is_text && !value.is_number)
            return problem(FormatProblemKind::wrong_type, at, end, *name);
        if (!value.value.is_known())
            result_.text.append_value(value.value, span);
        else
            result_.text.append_replaced(padded(value.value.text(), modifiers), span);
        return end;
    }

    /// The width of `02d` and `3d`; other forms are too rare to matter.
    static std::string padded(const std::string& value, std::string_view modifiers) {
        const std::size_t digits = modifiers.find_first_of("123456789");
        if (digits == std::string_view::npos) return value;
        const auto width = parse_number(modifiers.substr(digits));
        if (!width || *width > 64 || value.size() >= *width) return value;
        const bool is_left = modifiers.substr(0, digits).find('-') != std::string_view::npos;
        const bool is_zero = modifiers.substr(0, digits).find('0') != std::string_view::npos;
        const std::string padding(*width - value.size(), is_zero && !is_left ? '0' : ' ');
        return is_left ? value + padding : padding + value;
    }

    std::size_t problem(FormatProblemKind kind, std::size_t begin, std::size_t end,
                        std::string text) {
        result_.problem =
            FormatProblem{kind, text_.span(begin, std::min(end, text_.size())), std::move(text)};
        return end;
    }

    const MappedText& text_;
    const FormatNames& names_;
    Formatted result_;
    bool has_bare_ = false;
};

/// Python 3.11 shlex.shlex without posix mode, with supervisor's word characters.
class EnvironmentLexer {
  public:
    explicit EnvironmentLexer(const MappedText& text) : text_(text) {}

    struct Token {
        std::size_t begin = 0, end = 0;
        std::string text;
    };

    /// Nothing where a quote has no end.
    std::optional<std::vector<Token>> run() {
        std::vector<Token> tokens;
        while (at_ < text_.size()) {
            const char c = text_.text()[at_];
            if (is_blank(c)) {
                ++at_;
            } else if (c == '#') {
                skip_line();
            } else if (is_word(c)) {
                tokens.push_back(word());
            } else if (c == '"' || c == '\'') {
                const std::size_t close = text_.text().find(c, at_ + 1);
                if (close == std::string::npos) return std::nullopt;
                tokens.push_back(take(close + 1));
            } else {
                tokens.push_back(
                    take(at_ + utf8_length(std::string_view(text_.text()).substr(at_))));
            }
        }
        return tokens;
    }

  private:
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
    static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_/.+-():").find(c) != std::string_view::npos;
    }
    Token take(std::size_t end) {
        Token token{at_, end, text_.text().substr(at_, end - at_)};
        at_ = end;
        return token;
    }
    Token word() {
        std::size_t end = at_;
        // Inside a word a quote is one more character.
        while (end < text_.size() && (is_word(text_.text()[end]) || text_.text()[end] == '"' ||
                                      text_.text()[end] == '\''))
            ++end;
        return take(end);
    }
    void skip_line() { at_ = std::min(text_.text().find('\n', at_), text_.size()); }

    const MappedText& text_;
    std::size_t at_ = 0;
};

std::string without_quotes(std::string_view text) {
    const std::size_t begin = text.find_first_not_of("'\"");
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of("'\"") - begin + 1));
}

}  // namespace

Formatted format(const MappedText& text, const FormatNames& names) {
    return Formatter(text, names).run();
}

EnvironmentList read_environment(const MappedText& text) {
    EnvironmentList result;
    const auto tokens = EnvironmentLexer(text).run();
    if (!tokens) {
        result.problem = text.span();
        return result;
    }
    for (std::size_t i = 0; i < tokens->size(); i += 4) {
        if (i + 2 >= tokens->size() || (*tokens)[i + 1].text != "=") {
            result.problem = text.span((*tokens)[i].begin, text.size());
            return result;
        }
        const auto& [begin, end, written] = (*tokens)[i + 2];
        EnvVariable variable;
        variable.name = (*tokens)[i].text;
        variable.span = text.span((*tokens)[i].begin, end);
        variable.value =
            text.is_known(begin, end)
                ? Value<std::string>::known(without_quotes(written), text.span(begin, end))
                : Value<std::string>::unknown(text.why_unknown(), text.span(begin, end));
        result.variables.push_back(std::move(variable));
    }
    return result;
}

}  // namespace stackc::supervisor
