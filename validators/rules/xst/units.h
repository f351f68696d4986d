// What rules ask of the systemd unit that starts a process.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/graph/graph.h"

namespace stackc {

/// A setting of [Service] as it is written.
struct UnitSetting {
    std::string_view value;
    Span span;  // the value
};

/// The last `key` in the [Service] of the unit that starts the process; nothing where no unit
/// does, or where the unit does not say it.
std::optional<UnitSetting> unit_setting(const Graph& graph, const Program& program, std::string_view key);

/// systemd's words for yes.
bool is_yes(std::string_view value);

}  // namespace stackc
