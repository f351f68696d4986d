// `$NAME` and `${NAME:-word}` as Dockerfiles, compose files and .env files know them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "compiler/frontends/mapped_text.h"

namespace stackc::container {

/// What a variable holds. Unknown: it is set outside the files, or not at all.
using Lookup = std::function<Value<std::string>(std::string_view name)>;

struct SubstitutionRules {
    bool doubles_dollar = false;  // compose: `$$` is a dollar sign
    char escape = 0;              // Dockerfile: `\$` is a dollar sign
};

/// `text` with its variables replaced; what cannot be known stays as it is written and is marked.
/// Facts: compose specification "Interpolation"; Dockerfile reference "Environment replacement".
MappedText substitute(const MappedText& text, const Lookup& lookup, SubstitutionRules rules);

}  // namespace stackc::container
