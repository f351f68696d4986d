#include "compiler/diagnostics/diagnostic.h"

#include "compiler/base/assert.h"

namespace stackc {

std::string_view to_text(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::info: return "info";
    }
    unreachable("Severity");
}

std::string_view to_text(Effect effect) {
    switch (effect) {
        case Effect::refused: return "refused";
        case Effect::fails: return "fails";
        case Effect::risk: return "risk";
        case Effect::advice: return "advice";
    }
    unreachable("Effect");
}

std::string_view to_text(Safety safety) {
    switch (safety) {
        case Safety::safe: return "safe";
        case Safety::unsafe: return "unsafe";
    }
    unreachable("Safety");
}

std::string_view to_text(Fixability fixability) {
    switch (fixability) {
        case Fixability::none: return "none";
        case Fixability::unsafe: return "unsafe";
        case Fixability::safe: return "safe";
    }
    unreachable("Fixability");
}

std::optional<Severity> parse_severity(std::string_view text) {
    for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
        if (text == to_text(severity)) return severity;
    }
    return std::nullopt;
}

}  // namespace stackc
