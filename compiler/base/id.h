// Strong integer ids: a FileId cannot be passed where a SiteId is meant.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace stackc {

/// An index into the table of things of kind `Tag`.
template <class Tag>
struct Id {
    std::uint32_t value = 0;
    friend auto operator<=>(Id, Id) = default;
};

}  // namespace stackc

template <class Tag>
struct std::hash<stackc::Id<Tag>> {
    std::size_t operator()(stackc::Id<Tag> id) const noexcept { return id.value; }
};
