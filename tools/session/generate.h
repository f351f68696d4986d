// From a description to the files of its machines: read, placed, printed and read back, all in
// memory. Writing them is write_tree's work.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emitters/emitter.h"
#include "tools/session/session.h"

namespace stackc {

struct GenerateOptions {
    Path description;  // the .stack file
    Path folder;       // where the tree will lie; standalone files name it
    Layout layout = Layout::debian;
    std::string host;     // one machine of several; empty: all
    std::string profile;
    // Of this machine, for the standalone layout.
    bool has_ipv6 = true;
    std::string maker = "nobody";  // the user who makes the tree
};

struct Generated {
    Analysis analysis;                // of the description
    std::vector<OutputFile> files;    // sorted by path; empty when it cannot be generated
    std::string manifest;
    std::vector<Label> problems;      // what the target cannot express: places in the description
    std::vector<std::string> faults;  // our own mistakes: the tree does not read back as it should
    std::string refusal;              // why nothing was tried at all
    std::vector<std::string> urls;    // what a person may open

    bool has_errors() const;          // the description has mistakes
    bool is_done() const { return refusal.empty() && problems.empty() && faults.empty() && !has_errors(); }
};

/// Computes the whole tree; nothing is written.
Generated generate(const FileSystem& files, const GenerateOptions& options);

}  // namespace stackc
