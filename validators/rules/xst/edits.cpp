#include "validators/rules/xst/edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace stackc {

/// The white space between the start of the line and `offset`.
static std::string indent_at(std::string_view text, std::uint32_t offset) {
    const std::size_t newline = text.rfind('\n', offset == 0 ? 0 : offset - 1);
    const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view before = text.substr(start, offset - start);
    return std::string(before.substr(0, before.find_first_not_of(" \t")));
}

std::vector<Edit> insert_after(const Graph& graph, Span span, std::string_view line) {
    const Node* node = statement_at(graph, span);
    if (node == nullptr) return {};
    const std::string_view text = graph.document_of(span.file)->text();
    const std::string indent = indent_at(text, node->span.begin);
    // Blanks at the line's end stay where they are.
    const std::size_t after = std::min(text.find_first_not_of(" \t", node->span.end), text.size());
    const bool is_line_end = after == text.size() || text[after] == '\n' || text[after] == '\r';
    const std::uint32_t end = is_line_end ? static_cast<std::uint32_t>(after) : node->span.end;
    return {{{span.file, end, end}, fmt::format("\n{}{}", indent, line)}};
}

std::vector<Edit> insert_before(const Graph& graph, Span span, std::string_view line) {
    const Node* node = statement_at(graph, span);
    if (node == nullptr) return {};
    const std::string indent = indent_at(graph.document_of(span.file)->text(), node->span.begin);
    const std::uint32_t begin = node->span.begin;
    return {{{span.file, begin, begin}, fmt::format("{}\n{}", line, indent)}};
}

std::vector<Edit> set_uwsgi_option(const Graph& graph, const Process& process, Span near, std::string_view name,
                                   std::string_view value) {
    if (!process.config || near.file != *process.config) return {};
    const Option* option = process.option(name);
    if (option == nullptr) return insert_after(graph, near, fmt::format("{} = {}", name, value));
    if (option->span.file != *process.config) return {};
    if (!option->value.has_span() || option->value.span().is_empty()) {
        return {{option->name_span, fmt::format("{} = {}", name, value)}};
    }
    return {{option->value.span(), std::string(value)}};
}

/// The argument that holds `span`, without its quotes.
static std::optional<Span> argument_around(const Graph& graph, Span span) {
    const Node* node = statement_at(graph, span);
    if (node == nullptr) return std::nullopt;
    for (const Word& word : graph.document_of(span.file)->args(*node)) {
        if (span.begin < word.span.begin || span.end > word.span.end) continue;
        if (word.quote == 0) return word.span;
        return Span{span.file, word.span.begin + 1, word.span.end - 1};
    }
    return std::nullopt;
}

std::vector<Edit> connect_to(const Graph& graph, const Link& link, const Endpoint& endpoint) {
    const std::optional<Span> whole = argument_around(graph, link.span);
    if (!whole) return {};
    const std::optional<std::string> respelled = respell(graph.text(*whole), endpoint);
    if (!respelled) return {};
    return {{*whole, *respelled}};
}

static bool sets_headers_itself(const Graph& graph, ScopeId scope) {
    const std::vector<Directive>& directives = graph.at(scope).directives;
    return std::any_of(directives.begin(), directives.end(), [](const Directive& use) { return use.name() == "proxy_set_header"; });
}

std::vector<Edit> add_proxy_headers(const Graph& graph, const Connection& connection, ScopeId scope,
                                    std::span<const std::string_view> lines) {
    std::vector<std::string> all;
    if (!sets_headers_itself(graph, scope)) {
        for (const Directive& outer : graph.inherited(scope, "proxy_set_header")) {
            all.push_back(std::string(outer.document->text(outer.span())) + ";");
        }
    }
    all.insert(all.end(), lines.begin(), lines.end());
    std::vector<Edit> edits;
    for (const std::string& line : all) {
        std::vector<Edit> added = insert_after(graph, connection.span, line);
        if (added.empty()) return {};
        if (edits.empty()) edits = std::move(added);
        else edits.front().replacement += added.front().replacement;
    }
    return edits;
}

bool is_fully_known(const Graph& graph, const Connection& connection) {
    if (!connection.route || !graph.at(*connection.route).scope) return false;
    bool has_http = false;
    for (std::optional<ScopeId> level = graph.at(*connection.route).scope; level; level = graph.at(*level).parent) {
        const Scope& scope = graph.at(*level);
        if (!scope.is_fully_read) return false;
        has_http = has_http || (scope.kind == "http" && scope.head.document != nullptr);
    }
    return has_http;
}

}  // namespace stackc
