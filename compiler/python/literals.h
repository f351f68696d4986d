// What the literals of a Python file mean: numbers, and strings after their escapes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stackc::python {

/// The value of a decimal, hexadecimal, octal or binary integer that fits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The value of a floating point number.
std::optional<double> parse_real(std::string_view text);

/// What the text between a string's quotes means. Nothing where an escape names a character by
/// its Unicode name.
std::optional<std::string> unescape(std::string_view inside, bool is_raw, bool is_bytes);

/// A string literal without fields, taken apart.
struct StringParts {
    std::string_view inside;
    bool is_raw = false;
    bool is_bytes = false;
};
StringParts string_parts(std::string_view literal);

}  // namespace stackc::python
