// What a word or string means: escapes and, while lowering, `${name}`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/diagnostics/reporter.h"

namespace stackc::stack {

/// What `${name}` stands for; nothing where it is not defined.
using Lookup = std::function<std::optional<std::string>(std::string_view name, Span span)>;

/// The meaning of the word or string written as `text` at `span`. Wrong escapes are reported
/// to `report` unless it is null. Without a `lookup`, `${name}` stays as written.
std::string cook(std::string_view text, Span span, const Lookup& lookup, Reporter* report);

/// True when `text` holds a `${name}` that its meaning depends on.
bool has_interpolation(std::string_view text);

/// `text` as a word if it can stand as one, else as a string with escapes.
std::string to_source(std::string_view text);

}  // namespace stackc::stack
