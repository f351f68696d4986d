// Text for supervisor's files: a value that its parser, its expansions and its splitting of
// command lines give back as it was.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::supervisor_words {

/// A command line whose words are `argv`; nothing where one holds a line end or NUL.
std::optional<std::string> command(const std::vector<std::string>& argv);

/// The value of `environment=NAME="value"`, quotes included; nothing where supervisor 4.2.5
/// could not give it back (its lexer knows no escapes), so that it must go another way.
std::optional<std::string> environment(std::string_view value);

/// A value that is read as it stands: a path, a user. `expansions` says how often supervisor
/// replaces `%(…)s` in it: twice in log files. Nothing where it cannot be written.
std::optional<std::string> plain(std::string_view value, int expansions = 1);

/// `word` for a POSIX shell.
std::string shell_word(std::string_view word);

}  // namespace stackc::supervisor_words
