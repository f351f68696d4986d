// What a shell knows while it runs a script, as far as the files tell: its variables, its folder,
// as whom it is. Two states are merged where the script may have gone either way.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/mapped_text.h"
#include "compiler/graph/graph.h"

namespace stackc::shell {

struct Variable {
    MappedText value;
    bool is_exported = false;
};

struct State {
    std::map<std::string, Variable, std::less<>> variables;
    /// A variable that is not among them has no value.
    bool knows_all_variables = false;
    std::vector<Argument> arguments;  // $1 and on
    bool knows_arguments = true;
    Value<std::string> script;        // $0
    Value<std::string> directory;
    Value<std::string> user, group;
    Value<Mode> umask;
    Value<std::string> venv;          // the one that is activated
    bool exports_all = false;         // set -a

    /// Whatever is set by now may be something else.
    void forget_variables(Span place);
    void set(std::string_view name, MappedText value);
    /// Sets it, and programs that are started find it in their environment.
    void set_exported(std::string_view name, MappedText value);
    void take_out(std::string_view name) { variables.erase(std::string(name)); }
    /// What a program that is started now finds in its environment.
    std::vector<EnvVariable> environment() const;
};

/// What is true of both.
State merge(const State& a, const State& b, Span place);

}  // namespace stackc::shell
