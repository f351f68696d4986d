// What supervisor's own files get wrong by themselves: the rules that need its table of keys
// and its way of expanding and splitting values. One function a kind of mistake.
#pragma once

#include "compiler/frontends/supervisor/configuration.h"
#include "compiler/frontends/supervisor/format.h"

namespace stackc::supervisor {

/// Reports lines that Python's configparser refuses, and comments that cut a value short.
void check_lines(const Document& document, Reporter& report);

/// Reports all else about one configuration.
void check(const Workspace& workspace, const Configuration& configuration, const Target& target,
           Reporter& report);

/// A section with the names that its values may hold.
struct CheckedSection {
    const Configuration& configuration;
    const Section& section;
    const FormatNames& names;
    bool is_debian = true;  // the target's sh is dash
};

/// SUP004, SUP005, SUP020, SUP021, SUP025: keys that are missing, misspelt or unknown.
void check_keys(const CheckedSection& checked, Reporter& report);
/// SUP002, SUP003, SUP019, SUP022, SUP023: values that supervisor does not take as they are
/// written.
void check_values(const CheckedSection& checked, Reporter& report);
/// SUP008, SUP009, SUP010, SUP016: what a program's command and its copies do.
void check_program(const CheckedSection& checked, Reporter& report);
/// SUP013, SUP014: the sockets through which supervisorctl talks to supervisord.
void check_control(const Configuration& configuration, Reporter& report);
/// SUP017: files beside the included ones that no pattern names.
void check_includes(const Workspace& workspace, const std::vector<Configuration>& configurations,
                    Reporter& report);

}  // namespace stackc::supervisor
