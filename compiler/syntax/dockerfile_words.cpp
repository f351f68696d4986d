#include "compiler/syntax/dockerfile_words.h"

namespace stackc::container {

bool takes_flags(std::string_view name) {
    return name == "FROM" || name == "RUN" || name == "COPY" || name == "ADD" ||
           name == "HEALTHCHECK";
}

static bool is_flag(const Word& word) {
    return word.quote == 0 && word.value.starts_with("--");
}

std::span<const Word> operands(const Document& document, const Node& instruction) {
    std::span<const Word> words = document.args(instruction);
    if (!takes_flags(instruction.name.value)) return words;
    while (!words.empty() && is_flag(words.front())) words = words.subspan(1);
    return words;
}

std::optional<std::string_view> flag(const Document& document, const Node& instruction,
                                     std::string_view name) {
    for (const Word& word : document.args(instruction)) {
        if (!is_flag(word)) return std::nullopt;
        const std::string_view text = word.value.substr(2);
        if (text.substr(0, text.find('=')) != name) continue;
        return text.find('=') == std::string_view::npos ? std::string_view{}
                                                        : text.substr(text.find('=') + 1);
    }
    return std::nullopt;
}

bool is_exec_form(std::span<const Word> operands) {
    return !operands.empty() && operands.back().quote == '"';
}

}  // namespace stackc::container
