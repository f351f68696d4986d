// Expands values as supervisor does, with Python's `%` operator over a dictionary of names, and
// reads `environment=` as its shlex does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/mapped_text.h"

namespace stackc::supervisor {

/// What a name in `%(name)s` stands for.
struct FormatName {
    MappedText value{Span{}};
    bool is_number = false;
};

struct FormatNames {
    std::map<std::string, FormatName, std::less<>> names;

    void set(std::string_view name, std::string_view value, Span span);
    void set_number(std::string_view name, std::uint64_t value, Span span);
    void set_unknown(std::string_view name, std::string why, Span span);
};

enum class FormatProblemKind : unsigned char {
    unknown_name,   // %(nosuch)s
    bad_character,  // %Y
    incomplete,     // 100%
    unclosed_name,  // %(name
    wrong_type,     // %(program_name)d
};

struct FormatProblem {
    FormatProblemKind kind;
    Span span;         // from the `%` on
    std::string text;  // the name or the character
};

struct Formatted {
    MappedText text;
    std::optional<FormatProblem> problem;  // the first; then supervisor refuses the whole file
};

/// `format % names`. A name `ENV_X` that is not there may come from supervisord's own
/// environment: its value is unknown.
Formatted format(const MappedText& text, const FormatNames& names);

struct EnvironmentList {
    std::vector<EnvVariable> variables;
    std::optional<Span> problem;  // where supervisor says "Unexpected end of key/value pairs"
};
/// `KEY=val,KEY2="val 2"`, already expanded (supervisor 4.2.5 datatypes.py
/// dict_of_key_value_pairs).
EnvironmentList read_environment(const MappedText& text);

}  // namespace stackc::supervisor
