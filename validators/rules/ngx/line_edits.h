// Edits that put a directive on a line of its own beside another one, in the file's own
// indentation and line ends. For the fixes of nginx rules.
#pragma once

#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/graph/graph.h"

namespace stackc::rules {

/// Puts `text` (`include uwsgi_params;`) before the directive: on the line above where the
/// directive starts its line, on the same line where the block is written on one.
Edit insert_before(const Directive& directive, std::string_view text);

/// Gives the word another value, in the quotes that it stands in.
Edit replace(const Word& word, std::string_view value);

/// Removes the directive, with its line where nothing else stands on it.
Edit remove_line(const Directive& directive);

}  // namespace stackc::rules
