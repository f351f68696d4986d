#include "validators/rules/ngx/line_edits.h"

#include "compiler/base/text.h"

namespace stackc::rules {

static std::uint32_t line_start_of(const Document& document, std::uint32_t offset) {
    const std::string_view before = document.text().substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    return newline == std::string_view::npos ? 0 : static_cast<std::uint32_t>(newline + 1);
}

Edit insert_before(const Directive& directive, std::string_view text) {
    const Document& document = *directive.document;
    const Span span = directive.node().span;
    const std::uint32_t line = line_start_of(document, span.begin);
    const std::string_view indentation = document.text({span.file, line, span.begin});
    std::string replacement(text);
    if (!trim(indentation).empty()) {
        replacement += ' ';
    } else {
        const bool is_crlf = line >= 2 && document.text()[line - 2] == '\r';
        replacement += is_crlf ? "\r\n" : "\n";
        replacement += indentation;
    }
    return {{span.file, span.begin, span.begin}, std::move(replacement)};
}

Edit replace(const Word& word, std::string_view value) {
    std::string replacement(value);
    if (word.quote != 0) replacement = word.quote + replacement + word.quote;
    return {word.span, std::move(replacement)};
}

Edit remove_line(const Directive& directive) {
    const Document& document = *directive.document;
    Span span = directive.node().span;
    const std::uint32_t line = line_start_of(document, span.begin);
    const std::size_t newline = document.text().find('\n', span.end);
    const std::size_t end =
        newline == std::string_view::npos ? document.text().size() : newline + 1;
    const bool stands_alone = trim(document.text({span.file, line, span.begin})).empty() &&
                              trim(document.text().substr(span.end, end - span.end)).empty();
    if (stands_alone) span = {span.file, line, static_cast<std::uint32_t>(end)};
    return {span, ""};
}

}  // namespace stackc::rules
