// Lines of the blocks that hold no directives: `map`, `geo`, `split_clients`, `types`, as their
// own handlers in nginx 1.22.1 read them.
#pragma once

#include <string>

#include "compiler/frontends/nginx/checks.h"

namespace stackc::nginx {

/// Checks one line of the block `block`.
void check_entry(std::string_view block, const Place& place, const Node& node, Reporter& report);

/// nginx's words about a line of `block` with `count` words after `key`; empty where it takes it.
std::string entry_fault(std::string_view block, const Word& key, std::size_t count);

}  // namespace stackc::nginx
