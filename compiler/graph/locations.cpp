#include "compiler/graph/locations.h"

#include <optional>
#include <vector>

#include "compiler/base/regex.h"
#include "compiler/graph/front_door.h"

namespace stackc {

namespace {
struct Found {
    ScopeId scope;
    RouteMatch match;
};
}  // namespace

/// The child of `block` that is `path` exactly, else the longest prefix of it.
static std::optional<Found> find_prefix(const Graph& graph, ScopeId block, std::string_view path) {
    std::optional<Found> best;
    for (const ScopeId child : graph.at(block).children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (!match) continue;
        if (match->kind == MatchKind::exact && match->path == path) return Found{child, *match};
        const bool is_prefix = match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex;
        if (!is_prefix || !path.starts_with(match->path)) continue;
        if (!best || match->path.size() > best->match.path.size()) best = Found{child, *match};
    }
    return best;
}

/// The first child of `block` whose regular expression matches.
static std::optional<ScopeId> find_regex(const Graph& graph, ScopeId block, std::string_view path) {
    for (const ScopeId child : graph.at(block).children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        const bool ignores_case = match && match->kind == MatchKind::regex_icase;
        if (!match || (match->kind != MatchKind::regex && !ignores_case)) continue;
        const std::optional<Regex> regex = Regex::compile(match->path, ignores_case);
        if (regex && regex->matches(path)) return child;
    }
    return std::nullopt;
}

/// Prefixes are followed inwards first; on the way back the regular expressions of each block
/// get their turn, but for those beside a `^~`.
ScopeId location_for(const Graph& graph, ScopeId server, std::string_view path) {
    ScopeId start = server;
    while (true) {
        std::vector<Found> way;
        ScopeId last = start;
        while (const std::optional<Found> next = find_prefix(graph, last, path)) {
            if (next->match.kind == MatchKind::exact) return next->scope;
            way.push_back(*next);
            last = next->scope;
        }
        std::optional<ScopeId> regex;
        for (std::size_t level = way.size() + 1; level-- > 0 && !regex;) {
            const bool is_last_word = level < way.size() && way[level].match.kind == MatchKind::prefix_no_regex;
            if (!is_last_word) regex = find_regex(graph, level == 0 ? start : way[level - 1].scope, path);
        }
        if (!regex) return last;
        start = *regex;
    }
}

}  // namespace stackc
