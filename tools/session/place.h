// From the graph of a description to the graph of one machine in one layout: which services run
// there, under which addresses and paths, as whom. A pure step; emitters then only print.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emitters/emitter.h"

namespace stackc {

struct Placement {
    Layout layout = Layout::debian;
    std::string root;             // standalone: the absolute output folder
    std::optional<HostId> host;   // the machine; nothing: the only one
    bool has_ipv6 = true;         // standalone: this machine's kernel knows IPv6
    /// Whether a file is there on this machine; asked in the standalone layout alone.
    std::function<bool(const std::string& path)> exists;
};

/// A certificate that the standalone layout makes because the stated one is not there.
struct SelfSigned {
    std::string certificate;         // absolute
    std::string key;
    std::vector<std::string> names;  // of the site
    Span span;
};

struct PlacedStack {
    Graph graph;
    std::vector<Label> problems;
    std::vector<SelfSigned> certificates;
};

/// The part of `graph` that stands on `placement.host`, with every address and path as it will
/// be there. Each replica becomes a process of its own, each service that is routed to an
/// upstream.
PlacedStack place(const Graph& graph, const Placement& placement);

/// The sites' URLs as a person opens them, in the description's order.
std::vector<std::string> urls_of(const Graph& placed);

}  // namespace stackc
