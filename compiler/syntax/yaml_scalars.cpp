#include "compiler/syntax/yaml_scalars.h"

#include <algorithm>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::yaml {

std::uint32_t line_end(std::string_view text, std::uint32_t at) {
    return static_cast<std::uint32_t>(std::min(text.find_first_of("\r\n", at), text.size()));
}

/// One past the break at `at`; CR LF is one break.
static std::uint32_t after_break(std::string_view text, std::uint32_t at) {
    if (at >= text.size()) return at;
    return text.substr(at).starts_with("\r\n") ? at + 2 : at + 1;
}

static std::uint32_t skip_blanks(std::string_view text, std::uint32_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}

static std::string_view trim_blanks_at_end(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// YAML 1.2.2 section 6.5: one break becomes a blank, further ones stay.
static void fold(std::string& value, std::size_t breaks) {
    if (breaks == 1) value += ' ';
    else value.append(breaks - 1, '\n');
}

// ------------------------------------------------------------------------------------- quoted

static void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
    } else {
        put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f));
        put(0x80 | (code & 0x3f));
    }
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Reads the escape whose backslash stands before `at`; gives the place behind it. Section 5.7.
static std::uint32_t read_escape(std::string_view text, std::uint32_t at, std::string& value) {
    const char c = text[at++];
    const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits > 0) {
        std::uint32_t code = 0;
        for (std::size_t i = 0; i < digits && at < text.size() && hex_digit(text[at]) >= 0; ++i) {
            code = code * 16 + static_cast<std::uint32_t>(hex_digit(text[at++]));
        }
        append_utf8(value, std::min<std::uint32_t>(code, 0x10ffff));
        return at;
    }
    static constexpr std::string_view signs = "0abtnvfre", meanings{"\0\a\b\t\n\v\f\r\x1b", 9};
    const std::size_t known = signs.find(c);
    if (known != std::string_view::npos) value += meanings[known];
    else if (c == 'N') value += "\u0085";
    else if (c == '_') value += "\u00a0";
    else value += c;
    return at;
}

/// Steps over the line breaks at `at` and the blanks around them; gives their number.
static std::size_t skip_breaks(std::string_view text, std::uint32_t& at) {
    std::size_t breaks = 0;
    while (at < text.size() && (is_break(text[at]) || is_blank(text[at]))) {
        if (is_break(text[at])) {
            ++breaks;
            at = after_break(text, at);
        } else {
            ++at;
        }
    }
    return breaks;
}

std::optional<Scalar> read_quoted(std::string_view text, std::uint32_t begin) {
    const char quote = text[begin];
    std::string value;
    for (std::uint32_t at = begin + 1; at < text.size();) {
        const char c = text[at];
        if (c == quote) {
            const bool is_doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == '\'';
            if (!is_doubled) return Scalar{at + 1, std::move(value)};
            value += c;
            at += 2;
        } else if (c == '\\' && quote == '"' && at + 1 < text.size()) {
            ++at;
            if (is_break(text[at])) at = skip_blanks(text, after_break(text, at));
            else at = read_escape(text, at, value);
        } else if (is_break(c)) {
            value.resize(trim_blanks_at_end(value).size());
            fold(value, skip_breaks(text, at));
        } else {
            value += c;
            ++at;
        }
    }
    return std::nullopt;
}

// -------------------------------------------------------------------------------------- plain

static bool is_flow_sign(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

/// The end of `${…}` or `{{…}}` at `at`, which no flow sign inside ends; else `at`.
static std::uint32_t skip_hole(std::string_view text, std::uint32_t at, std::uint32_t stop) {
    constexpr std::uint32_t longest = 512;  // so that a line of `${` stays cheap
    const std::string_view rest = text.substr(at, std::min(stop - at, longest));
    std::size_t end = std::string_view::npos;
    if (rest.starts_with("${")) end = rest.find('}') == std::string_view::npos ? end : rest.find('}') + 1;
    if (rest.starts_with("{{")) end = rest.find("}}") == std::string_view::npos ? end : rest.find("}}") + 2;
    return end == std::string_view::npos ? at : at + static_cast<std::uint32_t>(end);
}

PlainLine scan_plain(std::string_view text, std::uint32_t begin, bool is_flow) {
    const std::uint32_t stop = line_end(text, begin);
    std::uint32_t last = begin;  // one past the last byte that is no blank
    for (std::uint32_t at = begin; at < stop; ++at) {
        const char c = text[at];
        if (const std::uint32_t hole = skip_hole(text, at, stop); hole > at) {
            at = hole - 1;
            last = hole;
            continue;
        }
        const bool ends_line = at + 1 >= stop || is_blank(text[at + 1]);
        if (c == ':' && (ends_line || (is_flow && is_flow_sign(text[at + 1])))) return {last, true};
        if (c == '#' && at > begin && is_blank(text[at - 1])) break;
        if (is_flow && is_flow_sign(c)) break;
        if (!is_blank(c)) last = at + 1;
    }
    return {last, false};
}

static bool is_document_marker(std::string_view text, std::uint32_t line) {
    const std::string_view rest = text.substr(line);
    if (!rest.starts_with("---") && !rest.starts_with("...")) return false;
    return rest.size() == 3 || is_blank(rest[3]) || is_break(rest[3]);
}

Scalar read_plain(std::string_view text, std::uint32_t begin, int indent) {
    Scalar scalar{scan_plain(text, begin, false).end, {}};
    scalar.value = text.substr(begin, scalar.end - begin);
    while (true) {
        std::uint32_t at = skip_blanks(text, scalar.end);
        if (at >= text.size() || !is_break(text[at])) return scalar;  // a comment ends it
        const std::size_t breaks = skip_breaks(text, at);
        std::uint32_t line = at;
        while (line > scalar.end && !is_break(text[line - 1])) --line;
        const bool goes_on = at < text.size() && static_cast<int>(at - line) > indent && text[at] != '#' &&
                             !is_document_marker(text, line);
        const PlainLine more = goes_on ? scan_plain(text, at, false) : PlainLine{at, true};
        if (more.is_key || more.end == at) return scalar;
        fold(scalar.value, breaks);
        scalar.value += text.substr(at, more.end - at);
        scalar.end = more.end;
    }
}

// -------------------------------------------------------------------------------------- block

namespace {

/// What stands on the line of `|` or `>`.
struct BlockHead {
    bool is_folded = false;
    char chomping = 0;  // '-', '+' or nothing
    int indent = 0;     // 0: found out
};

struct BlockLine {
    std::string_view text;  // without the indentation
    std::uint32_t end = 0;
};

}  // namespace

static std::optional<BlockHead> read_head(std::string_view text, std::uint32_t begin, std::uint32_t end) {
    BlockHead head;
    head.is_folded = text[begin] == '>';
    std::uint32_t at = begin + 1;
    for (; at < end && !is_blank(text[at]); ++at) {
        if (text[at] == '-' || text[at] == '+') head.chomping = text[at];
        else if (text[at] >= '1' && text[at] <= '9') head.indent = text[at] - '0';
        else return std::nullopt;
    }
    at = skip_blanks(text, at);
    if (at < end && text[at] != '#') return std::nullopt;
    return head;
}

/// The lines that belong to the scalar; blank ones at the end included.
static std::vector<BlockLine> block_lines(std::string_view text, std::uint32_t at, int indent, int given) {
    std::vector<BlockLine> lines;
    int content = given > 0 ? std::max(indent, 0) + given : -1;
    while (at < text.size()) {
        const std::uint32_t begin = after_break(text, at);
        if (begin >= text.size()) break;
        const std::uint32_t end = line_end(text, begin);
        std::uint32_t first = begin;
        while (first < end && text[first] == ' ') ++first;
        const int column = static_cast<int>(first - begin);
        const bool is_empty = skip_blanks(text, first) == end && (content < 0 || column < content);
        if (!is_empty) {
            if (content < 0) content = column > indent ? column : -1;
            if (content < 0 || column < content || is_document_marker(text, begin)) break;
        }
        const auto cut = static_cast<std::uint32_t>(std::max(content, 0));
        lines.push_back({is_empty ? std::string_view{} : text.substr(begin + cut, end - begin - cut), end});
        at = end;
    }
    return lines;
}

static std::string join_lines(const std::vector<BlockLine>& lines, std::size_t count, bool is_folded) {
    std::string value;
    const auto is_indented = [](std::string_view line) { return !line.empty() && is_blank(line[0]); };
    for (std::size_t i = 0; i < count; ++i) {
        value += lines[i].text;
        if (i + 1 == count) break;
        // Section 8.1.3: only between two lines of plain text does a break become a blank.
        const bool is_text = !lines[i].text.empty() && !is_indented(lines[i].text);
        const bool follows_text = !lines[i + 1].text.empty() && !is_indented(lines[i + 1].text);
        if (!is_folded || !is_text) value += '\n';
        else if (follows_text) value += ' ';
        else if (is_indented(lines[i + 1].text)) value += '\n';
    }
    return value;
}

std::optional<Scalar> read_block(std::string_view text, std::uint32_t begin, int indent) {
    const std::uint32_t head_end = line_end(text, begin);
    const std::optional<BlockHead> head = read_head(text, begin, head_end);
    if (!head) return std::nullopt;
    const std::vector<BlockLine> lines = block_lines(text, head_end, indent, head->indent);
    std::size_t count = lines.size();
    while (count > 0 && lines[count - 1].text.empty()) --count;
    Scalar scalar{static_cast<std::uint32_t>(begin + trim_end(text.substr(begin, head_end - begin)).size()), {}};
    if (count > 0) scalar.end = lines[count - 1].end;
    scalar.value = join_lines(lines, count, head->is_folded);
    if (head->chomping != '-' && count > 0) scalar.value += '\n';
    if (head->chomping == '+') scalar.value.append(lines.size() - count, '\n');
    return scalar;
}

}  // namespace stackc::yaml
