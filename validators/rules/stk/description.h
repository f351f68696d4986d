// What the rules on descriptions share: which nodes of the graph a description says, and where
// the requests of its sites go.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc::rules {

/// The files that are stack descriptions.
std::set<FileId> described_files(const Graph& graph);

/// Where a route forwards to; null where it does not.
const Connection* connection_of(const Graph& graph, const Route& route);

/// The app that a route leads to; null where it leads to none, or to one that is not known.
const App* app_of(const Graph& graph, const Route& route);

/// The route that nginx takes for `path`: an exact one, else the longest prefix. Null where none
/// fits, or where a regular expression might take it first.
const Route* route_for(const Graph& graph, const Site& site, std::string_view path);

/// Whether `site` has routes whose match cannot be told without running a regular expression.
bool has_regex_routes(const Graph& graph, const Site& site);

/// "shop.example.com", or "the site" where its name is not known.
std::string title_of(const Site& site);

}  // namespace stackc::rules
