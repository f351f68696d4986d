#include "compiler/frontends/stack/word.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"

namespace stackc::stack {

static void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) {
        out += static_cast<char>(static_cast<unsigned char>(value));
    };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
        byte(0xc0u | point >> 6u);
        return byte(0x80u | (point & 0x3fu));
    }
    if (point < 0x10000) {
        byte(0xe0u | point >> 12u);
    } else {
        byte(0xf0u | point >> 18u);
        byte(0x80u | (point >> 12u & 0x3fu));
    }
    byte(0x80u | (point >> 6u & 0x3fu));
    byte(0x80u | (point & 0x3fu));
}

namespace {
/// Reads one word from left to right.
class Cook {
  public:
    Cook(std::string_view text, Span span, const Lookup& lookup, Reporter* report)
        : text_(text), span_(span), lookup_(lookup), report_(report) {}

    std::string run() {
        const bool is_string = text_.starts_with('"') || text_.starts_with('\'');
        if (is_string) {
            const char quote = text_.front();
            at_ = 1;
            if (text_.size() > 1 && ends_with_quote(quote)) text_.remove_suffix(1);
        }
        while (at_ < text_.size()) {
            if (is_string && text_[at_] == '\\' && at_ + 1 < text_.size())
                escape();
            else if (text_[at_] == '$')
                dollar();
            else
                out_ += text_[at_++];
        }
        return std::move(out_);
    }

  private:
    bool ends_with_quote(char quote) const {
        std::size_t backslashes = 0;
        if (text_.back() != quote) return false;
        while (backslashes + 2 < text_.size() && text_[text_.size() - 2 - backslashes] == '\\')
            ++backslashes;
        return backslashes % 2 == 0;
    }

    Span place(std::size_t begin, std::size_t end) const {
        return {span_.file, static_cast<std::uint32_t>(span_.begin + begin),
                static_cast<std::uint32_t>(span_.begin + end)};
    }

    void wrong_escape(std::size_t begin, std::size_t end) {
        if (report_ == nullptr) return;
        report_
            ->at("STK029", place(begin, end),
                 fmt::format("`{}` is no escape", quoted(text_.substr(begin, end - begin))))
            .note(
                "the escapes are \\\\ \\\" \\n \\t \\$ and \\u{1f600}; a backslash itself is "
                "written \\\\")
            .fix("double the backslash", Safety::unsafe, {{place(begin, begin + 1), "\\\\"}});
    }

    void escape() {
        const std::size_t begin = at_;
        const char c = text_[at_ + 1];
        at_ += 2;
        switch (c) {
            case '\\':
            case '"':
            case '$':
                out_ += c;
                return;
            case 'n':
                out_ += '\n';
                return;
            case 't':
                out_ += '\t';
                return;
            case 'u':
                return code_point(begin);
            default:
                wrong_escape(begin, at_);
                out_ += text_.substr(begin, at_ - begin);
        }
    }

    void code_point(std::size_t begin) {
        const std::size_t close = text_.substr(0, std::min(text_.size(), at_ + 9)).find('}', at_);
        std::uint32_t point = 0;
        const bool has_braces =
            text_.substr(at_).starts_with('{') && close != std::string_view::npos;
        if (!has_braces) return wrong_escape(begin, at_);
        const char* first = text_.data() + at_ + 1;
        const char* last = text_.data() + close;
        const auto [stop, error] = std::from_chars(first, last, point, 16);
        at_ = close + 1;
        const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
        if (error != std::errc{} || stop != last || point == 0 || point > 0x10ffff || is_surrogate)
            return wrong_escape(begin, at_);
        append_utf8(out_, point);
    }

    void dollar() {
        const std::size_t close = text_.find('}', at_);
        const bool is_name = text_.substr(at_).starts_with("${") && close != std::string_view::npos;
        if (!is_name || !lookup_) {
            out_ += text_[at_++];
            return;
        }
        const std::string_view name = text_.substr(at_ + 2, close - at_ - 2);
        out_ += lookup_(name, place(at_, close + 1)).value_or("");
        at_ = close + 1;
    }

    std::string_view text_;
    Span span_;
    const Lookup& lookup_;
    Reporter* report_;
    std::size_t at_ = 0;
    std::string out_;
};
}  // namespace

std::string cook(std::string_view text, Span span, const Lookup& lookup, Reporter* report) {
    return Cook(text, span, lookup, report).run();
}

bool has_interpolation(std::string_view text) {
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '$' && text[at + 1] == '{')
            return true;
    }
    return false;
}

std::string to_source(std::string_view text) {
    const bool is_word = !text.empty() && text.front() != '#' &&
                         text.find_first_of(" \t\r\n\v\f\"';{}[],\\$") == std::string_view::npos;
    if (is_word) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else
            out += c;
    }
    return out + '"';
}

}  // namespace stackc::stack
