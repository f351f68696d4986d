// Small text helpers that every layer shares: trimming, splitting, spelling suggestions and
// the one way by which source text may reach a terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc {

/// `text` without blanks (space, tab, CR, LF, VT, FF) at both ends.
std::string_view trim(std::string_view text);
/// `text` without blanks at its end.
std::string_view trim_end(std::string_view text);

/// ASCII lower case; other bytes stay.
std::string to_lower(std::string_view text);

/// True when both are equal but for ASCII case.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// The pieces between `separator`s; an empty text is one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> pieces, std::string_view separator);

/// A decimal number that fills the whole of `text`.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// Levenshtein distance with neighbouring swaps counted once, in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `text`, if it is near enough to be what was meant (at most two
/// edits, one for words shorter than five bytes). First of equals wins.
std::optional<std::string_view> nearest(std::string_view text, std::span<const std::string_view> candidates);

/// `text` with control characters, invalid UTF-8 and direction marks shown escaped (`\x1b`,
/// `\u{202e}`), so that no input can drive a terminal. Long texts are cut with `…`.
std::string quoted(std::string_view text, std::size_t most = 200);
// An exact match, so that std::quoted is never found instead.
inline std::string quoted(const std::string& text) { return quoted(std::string_view(text)); }
inline std::string quoted(std::string& text) { return quoted(std::string_view(text)); }

/// True when `text` is valid UTF-8.
bool is_utf8(std::string_view text);

/// Bytes of the UTF-8 sequence at the start of `text`: 1 to 4; 1 where it is invalid.
std::size_t utf8_length(std::string_view text);

}  // namespace stackc
