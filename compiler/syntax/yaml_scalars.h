// The scalars of YAML, each read from its first byte: where it ends and what it means. Only the
// YAML parser calls these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stackc::yaml {

struct Scalar {
    std::uint32_t end = 0;  // one past its last byte
    std::string value;
};

inline bool is_break(char c) { return c == '\n' || c == '\r'; }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }

/// Where the line that holds `at` ends, its break not included.
std::uint32_t line_end(std::string_view text, std::uint32_t at);

/// A quoted scalar that starts at `begin`; nothing where its quote is never closed.
std::optional<Scalar> read_quoted(std::string_view text, std::uint32_t begin);

/// The end of a plain scalar on its line, and whether a `:` follows that makes it a key.
struct PlainLine {
    std::uint32_t end = 0;
    bool is_key = false;
};
PlainLine scan_plain(std::string_view text, std::uint32_t begin, bool is_flow);

/// A plain scalar with the lines that go on with it: those indented deeper than `indent`.
Scalar read_plain(std::string_view text, std::uint32_t begin, int indent);

/// `|` and `>` with their lines; nothing where something else follows the sign.
std::optional<Scalar> read_block(std::string_view text, std::uint32_t begin, int indent);

}  // namespace stackc::yaml
