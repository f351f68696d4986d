// What the rules on uWSGI ask of a process: its settings after expansion, and whether what is
// absent is really absent.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/graph/graph.h"

namespace stackc {

/// A uWSGI instance of the graph whose settings are those of a real configuration.
bool is_uwsgi(const Process& process);

/// The setting is on: a bare key, or any value but false, off, no and 0.
bool is_on(const Process& process, std::string_view name);

/// The digits at the start of a setting's value, as uWSGI reads numbers.
std::optional<std::uint64_t> number_of(const Process& process, std::string_view name);

/// True for an option that opens a socket.
bool is_socket_option(std::string_view name);

/// True for an emperor, which serves nothing itself.
bool is_emperor(const Process& process);

/// A master runs: it is asked for, or comes with another setting.
bool has_master(const Process& process);

/// Several workers without a master under a supervisor that signals the first alone.
bool outlives_its_stop(const Graph& graph, const Process& process);

/// A line put after the setting, in its own file; nothing where it stands on a command line.
std::vector<Edit> add_after(const Graph& graph, const Process& process, const Option& option,
                            std::string_view line);

/// The setting's value replaced, where it is written out in the file as it is read.
std::vector<Edit> replace_value(const Graph& graph, const Option& option, std::string_view value);

/// The module or file of the application, or null.
const Option* app_of(const Process& process);

}  // namespace stackc
