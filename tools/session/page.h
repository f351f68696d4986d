// Configuration that stands in a page of text: the fenced blocks of a Markdown file, and the
// files that its shell commands write. Most people copy their configuration from such a page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/file_system.h"

namespace stackc {

/// A block of a page as a file of its own.
struct PageBlock {
    std::string name;     // the path that the page gives it, relative; empty: none
    std::string dialect;  // that the fence names; empty: told by name and content
    /// The page with everything else made blank, so that places stay what they are.
    std::string text;
    bool is_shortened = false;  // `...` stands for what is left out
};

struct Page {
    std::vector<PageBlock> blocks;
    bool is_whole = true;  // false: parts of the configuration are left out or cannot be read
};

/// True for names of Markdown files.
bool is_page(const Path& path);

/// The blocks that may hold configuration, in the page's order.
Page read_page(std::string_view text);

}  // namespace stackc
