// Recognises files that were pasted from a listing together with its line numbers.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace stackc::nginx {

/// The place of one number, with the sign that may follow it (`12:`, `12.`, `12|`).
struct LineNumber {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The numbers at the starts of lines where they rise one by one through the whole text;
/// empty for every other text.
std::vector<LineNumber> find_line_numbers(std::string_view text);

}  // namespace stackc::nginx
