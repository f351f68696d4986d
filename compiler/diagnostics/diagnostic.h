// One problem, as data: which rule, where, what, what else belongs to it, how to mend it.
// Rules and front ends report; the session settles; renderers draw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/span.h"

namespace stackc {

enum class Severity : std::uint8_t { error, warning, info };

/// What happens if nobody acts (product contract): the program refuses the file; it loads but
/// starts, requests or stops go wrong; it works until a reboot, a load or an attacker; advice.
enum class Effect : std::uint8_t { refused, fails, risk, advice };

/// `safe`: same meaning, or the only possible one. `unsafe`: plausible, a person should look.
enum class Safety : std::uint8_t { safe, unsafe };

enum class Fixability : std::uint8_t { none, unsafe, safe };

std::string_view to_text(Severity severity);
std::string_view to_text(Effect effect);
std::string_view to_text(Safety safety);
std::string_view to_text(Fixability fixability);
std::optional<Severity> parse_severity(std::string_view text);

/// A place with its own words.
struct Label {
    Span span;
    std::string text;
};

struct Edit {
    Span span;
    std::string replacement;
    friend auto operator<=>(const Edit&, const Edit&) = default;
};

struct Fix {
    std::string title;  // in the imperative: "insert `;`"
    Safety safety = Safety::unsafe;
    std::vector<Edit> edits;
};

struct Diagnostic {
    std::string_view rule;  // "XST001"; the id, name, severity and prose stand in the rule table
    Severity severity = Severity::warning;  // filled in when settled
    Effect effect = Effect::risk;           // filled in when settled
    bool is_certain = true;                 // the files prove it; else it is shown as info
    Label primary;
    std::vector<Label> related;
    std::vector<std::string> notes;
    std::vector<Fix> fixes;
};

}  // namespace stackc
