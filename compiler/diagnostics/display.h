// How text looks on a terminal: what is shown for each character and how many columns it takes.
// Only the text renderer needs it; everything else counts bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stackc {

/// `text` as it may be written to a terminal: tabs as four columns, control characters, invalid
/// bytes and direction marks escaped. Never cut.
std::string displayed(std::string_view text);

/// The columns that `text`, which `displayed` has made harmless, takes on a terminal: two for
/// a CJK character, none for a combining one.
std::size_t display_width(std::string_view text);

/// The part of a line around some bytes of it that is worth showing.
struct Excerpt {
    std::string text;          // displayed, with `…` where it was cut
    std::size_t column = 0;    // where the marked part starts, in columns
    std::size_t width = 1;     // how many columns the marked part takes, at least one
};

/// The line with [begin, end) marked, cut to about `most` columns around `begin`. Takes time
/// in proportion to `most`, whatever the length of the line.
Excerpt excerpt(std::string_view line, std::uint32_t begin, std::uint32_t end, std::size_t most);

}  // namespace stackc
