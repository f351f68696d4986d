#include "compiler/frontends/yaml_text.h"

namespace stackc {

static bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Walks over value and source side by side: styles differ in white space and quotes alone, but
/// for escapes, where nothing is mapped.
static bool map_into(MappedText& result, std::string_view value, std::string_view source, Span span) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < value.size();) {
        std::size_t begin = at;
        while (begin < source.size() && is_white(source[begin]) && source[begin] != value[i]) ++begin;
        if (is_white(value[i]) && (begin >= source.size() || source[begin] != value[i])) {
            // A break that became a blank.
            result.append_replaced(value.substr(i, 1), {span.file, span.begin + static_cast<std::uint32_t>(at), span.begin + static_cast<std::uint32_t>(at)});
            ++i;
            continue;
        }
        std::size_t length = 0;
        while (i + length < value.size() && begin + length < source.size() && value[i + length] == source[begin + length]) ++length;
        if (length == 0) return false;
        const auto from = span.begin + static_cast<std::uint32_t>(begin);
        result.append_written(value.substr(i, length), {span.file, from, from + static_cast<std::uint32_t>(length)});
        i += length;
        at = begin + length;
    }
    return true;
}

MappedText mapped_scalar(const Document& document, const Word& word) {
    Span inside = word.span;
    std::string_view source = document.text(word.span);
    if (word.quote == '"' || word.quote == '\'') ++inside.begin, --inside.end;
    if (word.quote == '|' || word.quote == '>') {
        const std::size_t line = source.find('\n');
        if (line != std::string_view::npos) inside.begin += static_cast<std::uint32_t>(line) + 1;
    }
    MappedText result(inside.is_empty() ? word.span : inside);
    const bool is_mapped = map_into(result, word.value, document.text(inside), inside);
    if (!is_mapped) result = MappedText(word.value, word.span);
    if (word.has_hole) {
        MappedText hole(word.span);
        hole.append_unknown(word.value, word.span, "a template fills it in");
        return hole;
    }
    return result;
}

}  // namespace stackc
