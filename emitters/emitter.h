// Graph to text for one target. Each folder below emitters/ defines one `Emitter`; what it
// writes is already formatted and parses back to an equal graph.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

enum class Layout : std::uint8_t { debian, rhel, standalone };
std::string_view to_text(Layout layout);
std::optional<Layout> parse_layout(std::string_view text);

/// A file of the target's tree.
struct OutputFile {
    std::string path;       // below the output folder: "etc/nginx/sites-available/shop.conf"
    std::string text;
    std::string link_to;    // a link instead of a file: "../sites-available/shop.conf"
    Mode mode{0644};
    std::string owner = "root";
    std::string group = "root";
    std::vector<Span> from;  // the statements of the description that it comes from
};

/// Where things go: the description's graph already placed for a layout (ports moved, sockets
/// and logs under the folder), and the folders that the layout uses.
struct EmitInput {
    const Graph& graph;
    Layout layout = Layout::debian;
    std::optional<HostId> host;   // which machine the tree is for
    std::string root;             // standalone: the absolute output folder; empty otherwise
    std::string description;      // the description's file name, for the head comment
};

struct Emitter {
    std::string_view name;
    std::vector<OutputFile> (*emit)(const EmitInput& input) = nullptr;
};

namespace emitters {
std::span<const Emitter* const> all();
}  // namespace emitters

/// The comment lines at the head of each generated file, each starting with `sign`.
std::string head_comment(const EmitInput& input, std::string_view sign);

}  // namespace stackc
