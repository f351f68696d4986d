#include "compiler/source/line_index.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc {

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_lone_cr = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
        if (text[i] == '\n' || is_lone_cr) starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
}

/// How many columns a code point of `length` UTF-8 bytes takes.
static std::uint32_t width(std::size_t length, Encoding encoding) {
    switch (encoding) {
        case Encoding::code_points: return 1;
        case Encoding::utf8: return static_cast<std::uint32_t>(length);
        case Encoding::utf16: return length == 4 ? 2 : 1;
    }
    return 1;
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
    std::uint32_t column = 0;
    std::uint32_t at = starts_[line];
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
