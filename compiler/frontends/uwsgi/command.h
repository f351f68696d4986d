// uWSGI's own command line: `uwsgi -M --socket=/run/a.sock site.ini`.
#pragma once

#include <span>
#include <vector>

#include "compiler/frontends/uwsgi/expansion.h"

namespace stackc::uwsgi {

/// A flag that getopt_long(3) refuses: uWSGI then ends at once.
struct FlagProblem {
    Span span;
    std::string flag;
    std::vector<std::string_view> candidates;  // what a shortened one may mean
};

struct CommandLine {
    std::vector<Setting> settings;  // in the order in which uWSGI takes them
    std::vector<FlagProblem> problems;
    bool is_fully_read = true;  // false: a word could not be understood
    bool is_open = false;       // plugins that no table describes may bring flags
};

/// True for the names under which uWSGI is installed: uwsgi, uwsgi-core, uwsgi_python3.
bool is_uwsgi_program(std::string_view name);

CommandLine read_command(std::span<const Argument> arguments);

}  // namespace stackc::uwsgi
