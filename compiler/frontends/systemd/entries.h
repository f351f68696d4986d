// The keys of one unit as systemd reads them: from the unit and its drop-ins, in order, an empty
// assignment taking back what stood before it.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/frontends/systemd/unit.h"

namespace stackc::systemd {

struct UnitEntry {
    const Document* document = nullptr;
    const Node* node = nullptr;

    MappedText value() const { return value_of(*document, *node); }
};

class UnitEntries {
  public:
    explicit UnitEntries(std::vector<std::shared_ptr<const Document>> documents)
        : documents_(std::move(documents)) {}

    /// The assignments of a key that hold, in order.
    std::vector<UnitEntry> list(std::string_view section, std::string_view key) const;

  private:
    std::vector<std::shared_ptr<const Document>> documents_;
};

/// The value with its specifiers replaced: `%n` by the unit's name, `%t` by /run. What depends on
/// the machine or on an instance that nobody names is unknown (systemd.unit(5), "Specifiers").
MappedText expand_specifiers(const MappedText& text, const Path& unit);

}  // namespace stackc::systemd
