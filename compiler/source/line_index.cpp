#include "compiler/source/line_index.h"

#include <algorithm>
#include <iterator>

#include "compiler/base/text.h"

namespace stackc {

/// How many columns a code point of `length` UTF-8 bytes takes.
static std::uint32_t width(std::size_t length, Encoding encoding) {
    switch (encoding) {
        case Encoding::code_points: return 1;
        case Encoding::utf8: return static_cast<std::uint32_t>(length);
        case Encoding::utf16: return length == 4 ? 2 : 1;
    }
    return 1;
}

/// A column is counted from its line's start, or from a checkpoint where the line is longer.
static constexpr std::uint32_t long_line = 4096;

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_lone_cr = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
        if (text[i] == '\n' || is_lone_cr) starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
    for (std::uint32_t line = 0; line < starts_.size(); ++line) {
        const std::uint32_t end = line_start(line + 1);
        if (end - starts_[line] > long_line) add_checkpoints(starts_[line], end);
    }
}

void LineIndex::add_checkpoints(std::uint32_t begin, std::uint32_t end) {
    Checkpoint at{begin, 0, 0};
    std::uint32_t next = begin + long_line;
    while (at.offset < end) {
        if (at.offset >= next) {
            checkpoints_.push_back(at);
            next = at.offset + long_line;
        }
        const std::size_t length = utf8_length(text_.substr(at.offset, 4));
        at.offset += static_cast<std::uint32_t>(length);
        at.code_points += 1;
        at.utf16 += width(length, Encoding::utf16);
    }
}

LineIndex::Checkpoint LineIndex::known_before(std::uint32_t line, std::uint32_t offset) const {
    const auto after = std::upper_bound(checkpoints_.begin(), checkpoints_.end(), offset,
                                        [](std::uint32_t wanted, const Checkpoint& each) { return wanted < each.offset; });
    const bool is_there = after != checkpoints_.begin() && std::prev(after)->offset > starts_[line];
    return is_there ? *std::prev(after) : Checkpoint{starts_[line], 0, 0};
}

std::uint32_t LineIndex::line_start(std::uint32_t line) const {
    return line < starts_.size() ? starts_[line] : static_cast<std::uint32_t>(text_.size());
}

std::string_view LineIndex::line(std::uint32_t line) const {
    const std::uint32_t begin = line_start(line);
    std::string_view text = text_.substr(begin, line_start(line + 1) - begin);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

Position LineIndex::position(std::uint32_t offset, Encoding encoding) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::uint32_t>(next - starts_.begin() - 1);
    if (encoding == Encoding::utf8) return {line, offset - starts_[line]};
    const Checkpoint known = known_before(line, offset);
    std::uint32_t column = encoding == Encoding::utf16 ? known.utf16 : known.code_points;
    std::uint32_t at = known.offset;
    while (at < offset) {
        const std::size_t length = utf8_length(text_.substr(at));
        column += width(length, encoding);
        at += static_cast<std::uint32_t>(length);
    }
    return {line, column};
}

std::uint32_t LineIndex::offset(Position position, Encoding encoding) const {
    if (position.line >= starts_.size()) return static_cast<std::uint32_t>(text_.size());
    std::uint32_t at = starts_[position.line];
    const std::uint32_t end = at + static_cast<std::uint32_t>(line(position.line).size());
    std::uint32_t column = 0;
    while (at < end && column < position.column) {
        const std::size_t length = utf8_length(text_.substr(at));
        column += width(length, encoding);
        if (column > position.column) break;
        at += static_cast<std::uint32_t>(length);
    }
    return std::min(at, end);
}

}  // namespace stackc
