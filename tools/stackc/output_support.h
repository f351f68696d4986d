// Where a command's words go: what programs read to standard output, talk to standard error.
#pragma once

#include <string>
#include <string_view>

#include "tools/stackc/command.h"

namespace stackc {

/// Whether to colour what goes to descriptor `fd`: as told, else on a terminal without NO_COLOR.
bool wants_color(ColorChoice choice, int fd);

/// Writes to standard output; false, with a message on standard error, when it cannot.
bool print_out(std::string_view text);

/// Writes to the file, whole or not at all, or into the pipe or device of that name; false,
/// with a message on standard error, when it cannot.
bool print_to(const std::string& path, std::string_view text);

/// A line on standard error that starts with the program's name.
void complain(std::string_view message);

}  // namespace stackc
