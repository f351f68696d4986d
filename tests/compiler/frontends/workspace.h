// A workspace in memory, analysed: what tests of front ends look at.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/session/session.h"

namespace stackc::tests {

/// Files below /w, by their path there.
using Files = std::vector<std::pair<std::string, std::string>>;

inline Analysis analyse(const Files& files, SessionOptions options = {}) {
    MemoryFileSystem disk;
    for (const auto& [path, text] : files) disk.add(Path("/w") / path, text);
    options.root = "/w";
    Session session(disk, std::move(options));
    const std::vector<Path> roots{"/w"};
    return session.analyse(roots);
}

/// The ids that were reported, in order.
inline std::vector<std::string> ids(const Analysis& analysis) {
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : analysis.diagnostics) result.emplace_back(diagnostic.rule);
    return result;
}

/// Options that run only rules of that id or prefix.
inline SessionOptions only(const std::string& rule) {
    SessionOptions options;
    options.rules.select = {rule};
    return options;
}

/// The endpoints of all listeners as text; "?" where one is not known.
inline std::vector<std::string> endpoints(const Graph& graph) {
    std::vector<std::string> result;
    for (const Listener& listener : graph.listeners) {
        result.push_back(listener.endpoint.is_known() ? to_text(*listener.endpoint) : "?");
    }
    return result;
}

/// The text that a span covers.
inline std::string text_at(const Analysis& analysis, Span span) {
    return std::string(analysis.sources->text(span));
}

}  // namespace stackc::tests
