// Reads a generated tree back with stackc's own front ends and rules, as it would lie on its
// machine: what is written must say what the description says and nothing to complain of.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emitters/emitter.h"

namespace stackc {

/// What is wrong with `files`, one line each; nothing when all is well. `placed` is the graph
/// that they were printed from, `root` the folder of the standalone layout.
std::vector<std::string> verify_tree(std::span<const OutputFile> files, const Graph& placed, const std::string& root);

}  // namespace stackc
