// What the names of a Python module are worth, as far as its text tells: assignments, imports of
// files that are here, conditions on what is known, and the functions that settings are made of.
// Nothing is executed; what only running would tell is unknown, and so is what it may touch.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "compiler/graph/settings.h"
#include "compiler/graph/value.h"
#include "compiler/python/tree.h"

namespace stackc::python {

/// A module of the workspace.
struct FoundModule {
    std::shared_ptr<const Tree> tree;  // null: it is not here
    std::string name;                  // dotted; empty where that is not known
    std::string path;                  // what `__file__` is in it
    bool is_local_path = false;        // … here, which is not where it lies on the target
    bool is_package = false;           // an `__init__.py`
};

struct Surroundings {
    /// The variables that the program is known to be started with.
    std::map<std::string, Value<std::string>> variables;
    /// Those of a `.env` that the program reads where its environment has none: there, others may
    /// stand in it.
    std::map<std::string, Value<std::string>> file_variables;
    /// The module that `import` finds for `name`, said in `from`; `level` is the number of dots
    /// before it.
    std::function<FoundModule(const FoundModule& from, std::string_view name, std::size_t level)>
        find;
};

/// A name as it is when the module is through.
struct Binding {
    PythonValue value;
    Span name;  // where it was last bound
};

struct Evaluation {
    std::map<std::string, Binding> names;
    std::vector<EnvRead> env_reads;
    std::vector<FileId> files;  // those that were read, the module itself first
    /// False when anything may be bound to any name: a part that is no Python, `import *` of what
    /// is not here, `exec`.
    bool is_complete = true;
    /// What is said holds unless a file that is not here says otherwise.
    bool is_overridable = false;
};

Evaluation evaluate(const FoundModule& module, const Surroundings& surroundings);

}  // namespace stackc::python
