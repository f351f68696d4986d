// The words of a Dockerfile's instruction: which are flags, and which are what they apply to. Front
// ends and the session read documents of the dialect through these.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc::container {

/// Whether flags such as `--from=x` may stand after the instruction's name.
bool takes_flags(std::string_view name);
/// The words after the flags.
std::span<const Word> operands(const Document& document, const Node& instruction);
/// The value of `--name=value`; nothing where the flag is not there.
std::optional<std::string_view> flag(const Document& document, const Node& instruction,
                                     std::string_view name);
/// True where the operands are the strings of a JSON array.
bool is_exec_form(std::span<const Word> operands);

}  // namespace stackc::container
