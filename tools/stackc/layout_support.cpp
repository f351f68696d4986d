#include "tools/stackc/layout_support.h"

#include "compiler/base/text.h"
#include "compiler/diagnostics/display.h"

namespace stackc {

static constexpr std::size_t most_columns = 80;

std::string wrapped(std::string_view text, std::string_view indent) {
    std::string out;
    for (const std::string_view paragraph : split(trim(text), '\n')) {
        std::string line(indent);
        for (const std::string_view word : split(paragraph, ' ')) {
            if (word.empty()) continue;
            const bool is_start = line.size() == indent.size();
            if (!is_start && display_width(line) + 1 + display_width(word) > most_columns) {
                out += line + "\n";
                line = indent;
            } else if (!is_start) {
                line += ' ';
            }
            line += word;
        }
        out += line + "\n";
    }
    return out;
}

std::string indented(std::string_view text, std::string_view indent) {
    while (text.starts_with('\n')) text.remove_prefix(1);
    std::string out;
    for (const std::string_view line : split(trim_end(text), '\n')) {
        if (!trim(line).empty()) out += std::string(indent) + displayed(line);
        out += '\n';
    }
    return out;
}

}  // namespace stackc
