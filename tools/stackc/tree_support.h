// Syntax trees as JSON, written without recursion: a tree may be 100,000 blocks deep.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc {

/// Every node with kind, name, arguments, place and children.
std::string tree_json(const Document& document, std::string_view path);

/// The form that nginx's crossplane writes: directives with line, args and block.
std::string crossplane_json(const Document& document, std::string_view path);

}  // namespace stackc
