#include "validators/engine/engine.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/doubts.h"

namespace stackc {

const RuleEntry* find_rule(std::string_view id_or_name) {
    const std::span<const RuleEntry> all = rules::all();
    std::string id(id_or_name);
    std::transform(id.begin(), id.end(), id.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    // The table is sorted by id; names, which people type, are looked for one by one.
    const auto at = std::lower_bound(all.begin(), all.end(), id, [](const RuleEntry& entry, const std::string& text) { return entry.id < text; });
    if (at != all.end() && at->id == id) return &*at;
    const auto named = std::find_if(all.begin(), all.end(), [&](const RuleEntry& entry) { return entry.name == id_or_name; });
    return named == all.end() ? nullptr : &*named;
}

/// How many bytes of the rule's id or name the longest of `patterns` covers; -1 for none.
static int longest_match(const RuleEntry& entry, std::span<const std::string> patterns) {
    int longest = -1;
    for (const std::string& pattern : patterns) {
        const bool is_all = equals_ignoring_case(pattern, "all");
        const bool is_name = entry.name == pattern;
        const bool is_prefix = !pattern.empty() && pattern.size() <= entry.id.size() &&
                               equals_ignoring_case(entry.id.substr(0, pattern.size()), pattern);
        if (is_all) longest = std::max(longest, 0);
        if (is_name) longest = std::max(longest, static_cast<int>(entry.id.size()));
        if (is_prefix) longest = std::max(longest, static_cast<int>(pattern.size()));
    }
    return longest;
}

bool RuleSelection::includes(const RuleEntry& entry) const {
    const int selected = select.empty() ? 0 : longest_match(entry, select);
    return selected > longest_match(entry, ignore);
}

std::vector<Diagnostic> run_rules(const Graph& graph, const RuleSelection& selection) {
    std::vector<Diagnostic> found;
    for (const RuleEntry& entry : rules::all()) {
        if (!selection.includes(entry)) continue;
        const std::size_t before = found.size();
        Reporter report(found, entry.id);
        if (entry.rule->check != nullptr) entry.rule->check(graph, report);
        for (std::size_t i = before; i < found.size(); ++i)
            found[i].is_certain = found[i].is_certain && !rests_on_doubt(graph, found[i]);
        if (entry.rule->check_document == nullptr) continue;
        const std::vector<std::string_view> dialects = split(entry.rule->dialects, ' ');
        for (const std::shared_ptr<const Document>& document : graph.documents) {
            const bool is_for = std::find(dialects.begin(), dialects.end(), document->dialect()) != dialects.end();
            if (is_for) entry.rule->check_document(*document, report);
        }
    }
    return found;
}

static constexpr std::string_view marker = "stackc: ignore";

static std::optional<Suppression> parse_suppression(const Document& document, Span span) {
    std::string_view text = document.text(span);
    text.remove_prefix(std::min(text.find_first_not_of("#;/ \t"), text.size()));
    if (!text.starts_with(marker)) return std::nullopt;
    text.remove_prefix(marker.size());
    Suppression result;
    result.span = span;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        for (const std::string_view rule : split(text.substr(1, close - 1), ',')) {
            if (!trim(rule).empty()) result.rules.emplace_back(trim(rule));
        }
        text.remove_prefix(close + 1);
    }
    result.reason = std::string(trim(text));
    const LineIndex& lines = document.source().source->lines();
    const std::uint32_t line = lines.position(span.begin, Encoding::utf8).line;
    const std::string_view before = document.text({span.file, lines.line_start(line), span.begin});
    const bool stands_alone = trim(before).empty();
    result.first_line = line;
    result.last_line = stands_alone ? line + 1 : line;
    return result;
}

std::vector<Suppression> find_suppressions(const Document& document) {
    std::vector<Suppression> found;
    if (document.text().find(marker) == std::string_view::npos) return found;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::comment) continue;
        if (auto suppression = parse_suppression(document, node.span)) found.push_back(std::move(*suppression));
    }
    return found;
}

}  // namespace stackc
