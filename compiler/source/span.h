// A place in a file: a half-open range of bytes, until the moment it is shown.
#pragma once

#include <compare>
#include <cstdint>

#include "compiler/base/id.h"

namespace stackc {

using FileId = Id<struct FileTag>;

/// [begin, end) in bytes of `file`.
struct Span {
    FileId file{};
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint32_t size() const { return end - begin; }
    bool is_empty() const { return begin == end; }
    bool contains(std::uint32_t offset) const { return offset >= begin && offset <= end; }
    friend auto operator<=>(const Span&, const Span&) = default;
};

/// The smallest span that holds both, which must be in one file.
inline Span join(Span a, Span b) {
    return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace stackc
