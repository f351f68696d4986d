// From a place in a file to the other end of what it says: who binds what is connected to, who
// connects to what is bound, which file is named.
#pragma once

#include <string>
#include <vector>

#include "tools/lsp/projects.h"

namespace stackc::lsp {

/// A place to go to.
struct Destination {
    Path path;
    Span span;
    friend auto operator<=>(const Destination&, const Destination&) = default;
};

/// Where the thing at `offset` is defined: the listener that a connection reaches (or, where
/// the edge is broken, the one that was meant), an upstream, a file.
std::vector<Destination> find_definitions(const View& view, const FileSystem& files, std::uint32_t offset);

/// The clients of the listener, upstream or file at `offset`, or of the one it leads to.
std::vector<Destination> find_references(const View& view, std::uint32_t offset, bool with_declaration);

/// What the graph knows of the endpoint at `offset`, in Markdown; empty where there is none.
std::string describe_ends(const View& view, std::uint32_t offset);

/// The files that statements of the document name, each with the place that names it.
struct NamedFile {
    Span span;
    std::vector<Path> paths;
};
std::vector<NamedFile> find_named_files(const View& view, const FileSystem& files);

}  // namespace stackc::lsp
