#include "compiler/frontends/nginx/fault.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::nginx {

bool is_one_of(std::string_view text, std::string_view words) {
    const auto list = split(words, ' ');
    return std::any_of(list.begin(), list.end(), [&](std::string_view word) { return equals_ignoring_case(word, text); });
}

std::string in_words(std::string_view words) {
    std::string text;
    const auto list = split(words, ' ');
    for (std::size_t i = 0; i < list.size(); ++i) {
        text += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == list.size() ? " or " : ", ", list[i]);
    }
    return text;
}

std::optional<std::string> nearest_word(std::string_view text, std::string_view words) {
    const auto list = split(words, ' ');
    const auto found = nearest(text, list);
    return found ? std::optional<std::string>(*found) : std::nullopt;
}

Checked check_word(const Word& word, bool is_right, std::string expected, std::optional<std::string> meant) {
    if (is_right || is_unknowable(word)) return std::nullopt;
    return Fault{&word, std::move(expected), std::move(meant)};
}

Checked check_set(std::span<const Word> args, std::string_view values) {
    for (const Word& word : args) {
        if (auto fault = check_word(word, is_one_of(word.value, values), in_words(values), nearest_word(word.value, values))) return fault;
    }
    return std::nullopt;
}

}  // namespace stackc::nginx
