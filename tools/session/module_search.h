// Python's search for modules, done with what the machine has: where a process looks, and what it
// finds there. Sources: site.py and importlib/_bootstrap_external.py of Python 3.11.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/session/target_files.h"

namespace stackc {

/// The folders in which a process looks for modules, in Python's order.
struct SearchPath {
    std::vector<std::string> folders;
    bool is_certain = true;  // false: there may be more
};

/// Every folder that may count: what none of them has is not there.
SearchPath search_path(const TargetFiles& files, const Graph& graph, const Process& process);

/// Only what does count: a virtual environment shuts the system's packages out.
SearchPath strict_search_path(const TargetFiles& files, const Graph& graph, const Process& process);

/// Looks `state.module` up and fills in what was found or is missing.
void find_module(const TargetFiles& files, const SearchPath& path, ModuleState& state);

/// Modules that are part of the interpreter's own binary.
bool is_builtin_module(std::string_view name);

/// "config.wsgi": names joined by dots.
bool is_dotted_name(std::string_view text);

/// An import that leads nowhere, as it is written: "a.b", ".local".
struct MissingImport {
    std::string module;
    std::size_t at = 0;  // where it stands in the text
};

/// The first import of a file that is surely done and leads nowhere. Of packages that are
/// installed only the first name is looked up.
std::optional<MissingImport> first_missing_import(const TargetFiles& files, const SearchPath& path, const std::string& file);

/// Whether `name` can be something that the text of a module defines.
bool may_define(std::string_view text, std::string_view name);

bool has_word(std::string_view text, std::string_view word);

/// `text` with comments blanked, so that what is commented out is not there.
std::string without_comments(std::string_view text);

}  // namespace stackc
