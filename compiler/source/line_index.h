// Translates byte offsets into lines and columns and back: the only place that knows
// about lines. Used by renderers (code points) and the language server (UTF-8 or UTF-16).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace stackc {

enum class Encoding : std::uint8_t { code_points, utf8, utf16 };

/// Counted from 0; whoever shows it to a person adds one.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

class LineIndex {
  public:
    /// `text` must outlive the index. Lines end at LF, CR LF or a lone CR.
    explicit LineIndex(std::string_view text);

    /// The position of the byte at `offset`; an offset past the end is the end.
    Position position(std::uint32_t offset, Encoding encoding) const;
    /// The byte at `position`; a column past the line's end is the line's end.
    std::uint32_t offset(Position position, Encoding encoding) const;
    /// The text of line `line` (from 0) without its terminator.
    std::string_view line(std::uint32_t line) const;
    /// The offset at which line `line` starts.
    std::uint32_t line_start(std::uint32_t line) const;
    std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }

  private:
    /// How many columns of a very long line lie before `offset`.
    struct Checkpoint {
        std::uint32_t offset;
        std::uint32_t code_points;
        std::uint32_t utf16;
    };
    void add_checkpoints(std::uint32_t begin, std::uint32_t end);
    /// The last place at or before `offset` whose column is known: at least the line's start.
    Checkpoint known_before(std::uint32_t line, std::uint32_t offset) const;

    std::string_view text_;
    std::vector<std::uint32_t> starts_;
    std::vector<Checkpoint> checkpoints_;  // by offset, of lines that are long
};

}  // namespace stackc
