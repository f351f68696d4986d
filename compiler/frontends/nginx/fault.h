// What is wrong with an argument: the common answer of everything that checks values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc::nginx {

struct Fault {
    const Word* word = nullptr;
    std::string expected;                           // "a size such as `10m`"
    std::optional<std::string> meant = std::nullopt;  // what the author likely meant
};

using Checked = std::optional<Fault>;

/// True when another program fills in a part of the word, or nginx itself does later.
inline bool is_unknowable(const Word& word) {
    return word.has_hole || word.value.find('$') != std::string_view::npos;
}

/// True when `text` is one of the space separated `words`, whatever its case.
bool is_one_of(std::string_view text, std::string_view words);
/// "`a`, `b` or `c`".
std::string in_words(std::string_view words);
std::optional<std::string> nearest_word(std::string_view text, std::string_view words);

/// A fault unless the word is right or cannot be known.
Checked check_word(const Word& word, bool is_right, std::string expected, std::optional<std::string> meant = std::nullopt);
/// Every argument must be one of `values`.
Checked check_set(std::span<const Word> args, std::string_view values);

}  // namespace stackc::nginx
