#include "validators/rules/xst/edits.h"

#include <fmt/format.h>

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
    const std::string indent = indent_at(graph.document_of(span.file)->text(), node->span.begin);
    const std::uint32_t end = node->span.end;
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

std::vector<Edit> connect_to(const Graph& graph, const Link& link, const Endpoint& endpoint) {
    const std::string_view written = graph.text(link.span);
    const std::optional<std::string> respelled = written.empty() ? std::nullopt : respell(written, endpoint);
    if (!respelled) return {};
    return {{link.span, *respelled}};
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
