// What rules ask of systemd's units: those that start a process, and those beside them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// A setting of [Service] as it is written.
struct UnitSetting {
    std::string_view value;
    Span span;       // the value
    Span statement;  // key and value
};

/// The last `key` in the [Service] of the unit that starts the process, or of its drop-ins; nothing
/// where no unit starts it, or where neither says it.
std::optional<UnitSetting> unit_setting(const Graph& graph, const Program& program, std::string_view key);

/// Every assignment of `key` in that section of a unit, in order.
std::vector<UnitSetting> settings_in(const Document& unit, std::string_view section, std::string_view key);

/// Whether both stand in one folder: units are copied from there together.
bool are_neighbours(const Graph& graph, FileId a, FileId b);

/// The units of one kind in the file's deployment or folder: those whose names end in `ending`
/// (".socket").
std::vector<const Document*> units_ending(const Graph& graph, FileId from, std::string_view ending);

/// Whether a socket unit opens the listener, and not the server.
bool is_bound_by_socket_unit(const Graph& graph, const Listener& listener);

/// "shop.socket".
std::string unit_name(const Document& unit);

/// systemd's words for yes.
bool is_yes(std::string_view value);

}  // namespace stackc
