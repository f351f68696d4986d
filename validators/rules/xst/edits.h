// How the cross-file rules mend files: edits that keep what stands around them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/graph/links.h"

namespace stackc {

/// Puts `line` on a line of its own after the statement at `span`, indented like it.
std::vector<Edit> insert_after(const Graph& graph, Span span, std::string_view line);

/// The same before the statement.
std::vector<Edit> insert_before(const Graph& graph, Span span, std::string_view line);

/// Replaces the value of a server's setting, or adds the setting after the statement at `near`.
/// Nothing where the setting stands on a command line.
std::vector<Edit> set_uwsgi_option(const Graph& graph, const Process& process, Span near, std::string_view name,
                                   std::string_view value);

/// Makes the link's address name `endpoint`; nothing where its spelling cannot be changed.
std::vector<Edit> connect_to(const Graph& graph, const Link& link, const Endpoint& endpoint);

/// Adds `lines` after the pass directive. nginx drops what outer levels set as soon as a level sets
/// a header of its own, so the outer ones are written again.
std::vector<Edit> add_proxy_headers(const Graph& graph, const Connection& connection, ScopeId scope,
                                    std::span<const std::string_view> lines);

/// Whether every level above the connection is there, so that what none of them states is nginx's
/// own default.
bool is_fully_known(const Graph& graph, const Connection& connection);

}  // namespace stackc
