// Words for what is wrong with a statement: where, what was expected, the nearest spelling.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/stack/form.h"

namespace stackc::stack {

/// A name that may not stand in `block`: unknown, or at home elsewhere. Gives what was
/// probably meant, or nothing.
std::string_view report_unknown(Reporter& report, Block block, std::string_view name, Span span);

/// Values that fit no form of `statement`, whose name stands at `name`.
void report_mismatch(Reporter& report, const Statement& statement, Span name,
                     std::span<const Text> words, const Mismatch& mismatch);

/// A name that nothing has. `what`: "service"; `known`: those that there are.
void report_no_such(Reporter& report, std::string_view what, const Text& text,
                    std::span<const std::string> known);

/// "an app", "a service".
std::string with_article(std::string_view noun);

}  // namespace stackc::stack
