#include "compiler/frontends/nginx/scope_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "compiler/base/text.h"

namespace stackc::nginx {

/// True when every module that takes `name` here refuses a second use.
static bool is_unique_in(std::string_view name, ContextSet contexts) {
    bool is_known = false;
    for (const DirectiveRow& row : find_directive(name)) {
        if (!row.stands_in(contexts)) continue;
        if (!row.has(is_unique) || !row.has(is_core)) return false;
        is_known = true;
    }
    return is_known;
}

static void report_duplicate(const Directive& first, const Directive& second, Reporter& report) {
    const std::string name = quoted(second.name(), 60);
    auto found = first.name() == second.name()
                     ? report.at("NGX007", second.span(), fmt::format("`{}` is given twice in one block", name))
                     : report.at("NGX007", second.span(), fmt::format("`{}` is given beside `{}`, nginx takes one of them", name, first.name()));
    found.label(first.span(), "first given here");
    const Node& node = second.node();
    const bool has_lines = second.document->text(node.span).find('\n') != std::string_view::npos;
    if (has_lines && node.kind == NodeKind::statement)
        found.label({node.span.file, node.span.end - 1, node.span.end}, "nginx names this line, where the statement ends");
    found.note(first.name() == second.name() ? fmt::format("nginx says: \"{}\" directive is duplicate", name)
                                             : fmt::format("nginx says: \"{}\" directive is duplicate, \"{}\" directive was specified earlier", name, first.name()));
}

/// Declarations of named things, which may stand often, each name once.
static std::string declared_name(const Directive& use) {
    std::string_view key;
    if (use.name() == "log_format") return fmt::format("log_format {}", use.arg(0));
    if (use.name() == "limit_req_zone" || use.name() == "limit_conn_zone") key = "zone=";
    else if (use.name().ends_with("_cache_path")) key = "keys_zone=";
    else return {};
    for (const Word& word : use.args()) {
        if (!word.has_hole && word.value.starts_with(key)) return fmt::format("{} {}", use.name(), word.value.substr(0, word.value.find(':')));
    }
    return {};
}

/// The lines of a `map`: each value once, whatever its case; regular expressions are not compared.
static std::string key_of(const Directive& use) {
    const std::string_view key = use.name();
    const bool is_word = key == "include" || key == "hostnames" || key == "volatile";
    if (is_word || key.starts_with('~') || use.node().name.has_hole || use.args().size() != 1) return {};
    return to_lower(key);
}

/// Reports what `name` gives the same text for twice.
static void check_names(const Scope& scope, std::string (*name)(const Directive&), Reporter& report) {
    std::unordered_map<std::string, const Directive*> seen;
    for (const Directive& use : scope.directives) {
        std::string text = name(use);
        if (text.empty()) continue;
        const auto [place, is_new] = seen.try_emplace(std::move(text), &use);
        if (!is_new) report_duplicate(*place->second, use, report);
    }
}

static void check_duplicates(const Scope& scope, ContextSet contexts, Reporter& report) {
    std::unordered_map<std::string_view, const Directive*> seen;
    for (const Directive& use : scope.directives) {
        // nginx keeps the paths of root and alias in one place.
        const bool is_path = use.name() == "root" || use.name() == "alias";
        if (!is_path && !is_unique_in(use.name(), contexts)) continue;
        if (use.node().name.has_hole) continue;
        const auto [place, is_new] = seen.try_emplace(is_path ? "root" : use.name(), &use);
        if (!is_new) report_duplicate(*place->second, use, report);
    }
}

/// `http`, `events` and their like stand once.
static void check_main_blocks(const Expansion& expansion, const Graph& graph, Reporter& report) {
    std::unordered_map<std::string_view, const Directive*> seen;
    for (const ScopeId child : graph.at(expansion.root).children) {
        const Scope& scope = graph.at(child);
        if (context_inside(scope.kind, Context::main) == Context::unknown) continue;
        const auto [place, is_new] = seen.try_emplace(scope.kind, &scope.head);
        if (!is_new) report_duplicate(*place->second, scope.head, report);
    }
    if (seen.contains("events") || !graph.at(expansion.root).is_fully_read || seen.empty()) return;
    const Directive& first = *std::min_element(seen.begin(), seen.end(), [](const auto& a, const auto& b) {
                                  return a.second->span() < b.second->span();
                              })->second;
    const Document& document = *expansion.instance->roots.front();
    report.at("NGX008", first.span(), "this whole configuration has no `events` block")
        .note("nginx says: no \"events\" section in configuration")
        .fix("add `events {}`", Safety::safe, {{{document.file(), 0, 0}, "events {}\n"}});
}

void check_scopes(const Expansion& expansion, const Graph& graph, Reporter& report) {
    for (std::uint32_t i = expansion.root.value; i < expansion.end.value; ++i) {
        const ContextSet contexts = expansion.contexts[i - expansion.root.value] & every_context;
        const Scope& block = graph.at(ScopeId{i});
        if (block.kind == "map" && !expansion.has_template[i - expansion.root.value]) check_names(block, key_of, report);
        // The branches of a template's `{% if %}` may say the same thing twice.
        if (contexts == 0 || expansion.has_template[i - expansion.root.value]) continue;
        check_duplicates(block, contexts, report);
        check_names(block, declared_name, report);
    }
    if (expansion.instance->is_main) check_main_blocks(expansion, graph, report);
}

}  // namespace stackc::nginx
