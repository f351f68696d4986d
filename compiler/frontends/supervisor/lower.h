// From supervisor's files to the programs that it keeps alive.
#pragma once

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/supervisor/configuration.h"
#include "compiler/frontends/supervisor/format.h"

namespace stackc::supervisor {

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report);

/// The names that a program's values may hold before its copies are told apart.
FormatNames program_names(const Workspace& workspace, const Configuration& configuration,
                          const Section& section);

/// The number that a key holds, with the default where it is not stated; nothing where it cannot be
/// known.
std::optional<std::uint64_t> number_of(const Section& section, std::string_view key,
                                       std::uint64_t fallback);
/// supervisor's booleans: yes true on 1, no false off 0, whatever their case.
std::optional<bool> parse_boolean(std::string_view text);
/// "TERM" for TERM, SIGTERM and 15; nothing where it is no signal.
std::optional<std::string> parse_signal(std::string_view text);

}  // namespace stackc::supervisor
