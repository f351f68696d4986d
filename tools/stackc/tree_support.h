// Syntax trees as JSON, written without recursion: a tree may be 100,000 blocks deep.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc {

/// Every node with kind, name, arguments, place and children.
std::string tree_json(const Document& document, std::string_view path);

/// `text` as JSON writes it, quotes included.
std::string json_string(std::string_view text);

}  // namespace stackc
