// uWSGI's own command line: `uwsgi -M --socket=/run/a.sock site.ini`.
#pragma once

#include <span>
#include <vector>

#include "compiler/frontends/uwsgi/expansion.h"

namespace stackc::uwsgi {

struct CommandLine {
    std::vector<Setting> settings;  // in the order in which uWSGI takes them
    bool is_fully_read = true;      // false: a word could not be understood
};

/// True for the names under which uWSGI is installed: uwsgi, uwsgi-core, uwsgi_python3.
bool is_uwsgi_program(std::string_view name);

CommandLine read_command(std::span<const Argument> arguments);

}  // namespace stackc::uwsgi
