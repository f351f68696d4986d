// Running text laid out for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace stackc {

/// `text` broken between words into lines of at most 80 columns, each after `indent`.
std::string wrapped(std::string_view text, std::string_view indent);

/// Each line of `text` after `indent`, as it is but for control characters.
std::string indented(std::string_view text, std::string_view indent);

}  // namespace stackc
