// What argparse and click refuse in the command line of a server: flags that are unknown, cut too
// short or without their value, values of the wrong kind, words too many.
#pragma once

#include "compiler/frontends/server_command.h"

namespace stackc {

struct CommandRules {
    std::string_view program;  // "gunicorn"
    FlagStyle style = FlagStyle::argparse;
    std::string_view flag_rule;   // flags, and words that nobody takes
    std::string_view value_rule;  // values of flags
    std::string_view extra_rule;  // words that are passed over; empty: they are refused
    bool needs_application = true;
};

/// Reports what the program's own parser refuses. A word with a variable in it is taken for what
/// is wanted there.
void check_server_command(const ResolvedCommand& command, std::span<const ServerFlag> flags,
                          const CommandRules& rules, Reporter& report);

}  // namespace stackc
