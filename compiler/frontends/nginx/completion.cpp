#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/directives.h"
#include "compiler/frontends/nginx/editor.h"
#include "compiler/frontends/nginx/instances.h"

namespace stackc::nginx {

/// The words of the statement before `offset`, on its line; the last one is being typed.
static std::vector<std::string_view> words_before(const Document& document, std::uint32_t offset) {
    std::string_view line = document.text().substr(0, offset);
    const std::size_t start = line.find_last_of("\n;{}");
    // The brace of `${name}` does not end a statement.
    if (start != std::string_view::npos) line.remove_prefix(start + 1);
    std::vector<std::string_view> words;
    const std::string_view rest = line.substr(std::min(line.find_first_not_of(" \t\r"), line.size()));
    for (const std::string_view word : split(rest, ' ')) {
        if (!word.empty()) words.push_back(word);
    }
    const bool starts_new = rest.empty() || rest.back() == ' ' || rest.back() == '\t';
    if (starts_new) words.emplace_back();
    return words;
}

/// The block whose braces hold `offset`.
static NodeId block_at(const Document& document, std::uint32_t offset) {
    NodeId id = document.node_at(offset);
    while (id != Document::root) {
        const Node& node = document.node(id);
        const bool is_after_open = !node.open.is_empty() && node.open.end <= offset;
        const bool is_before_close = node.close.is_empty() || offset <= node.close.begin;
        if (node.kind == NodeKind::block && is_after_open && is_before_close) return id;
        id = node.parent;
    }
    return id;
}

static Completion value(std::string label, std::string detail = {}) {
    return {std::move(label), std::move(detail), {}, Completion::Kind::value};
}

static std::vector<Completion> complete_name(ContextSet contexts) {
    std::vector<Completion> found;
    for (const std::string_view name : directives_in(contexts)) {
        const auto rows = find_directive(name);
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const DirectiveRow& each) { return each.stands_in(contexts); });
        if (row->has(is_removed) || row->has(is_commercial)) continue;
        std::string detail(row->has(is_block) ? "block" : row->has(is_third_party) ? row->source : row->module);
        if (!row->fallback.empty()) detail += fmt::format(", default {}", row->fallback);
        found.push_back({std::string(name), std::move(detail), {}, Completion::Kind::directive});
    }
    return found;
}

// ------------------------------------------------------------------------------ the other ends

static Protocol protocol_of(std::string_view pass) {
    if (pass == "uwsgi_pass") return Protocol::uwsgi;
    if (pass == "fastcgi_pass") return Protocol::fastcgi;
    if (pass == "scgi_pass") return Protocol::scgi;
    return Protocol::http;
}

static std::string address_of(const Endpoint& endpoint, std::string_view scheme) {
    if (as_unix(endpoint) != nullptr) return fmt::format("{}unix:{}", scheme, to_text(endpoint));
    const TcpEndpoint* tcp = as_tcp(endpoint);
    if (tcp == nullptr) return {};
    return fmt::format("{}{}:{}", scheme, is_wildcard(tcp->host) ? "127.0.0.1" : tcp->host, tcp->port);
}

static std::vector<Completion> complete_target(const Document& document, const Graph& graph, std::string_view pass) {
    const std::string_view scheme = pass == "proxy_pass" ? "http://" : pass == "grpc_pass" ? "grpc://" : "";
    std::vector<Completion> found;
    std::set<std::string> seen;
    const auto add = [&](std::string label, std::string detail) {
        if (!label.empty() && seen.insert(label).second) found.push_back({std::move(label), std::move(detail), {}, Completion::Kind::reference});
    };
    for (const Upstream& upstream : graph.upstreams) {
        if (graph.are_together(document.file(), upstream.span.file)) add(fmt::format("{}{}", scheme, upstream.name), "upstream");
    }
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (process.kind == ServerKind::nginx || !listener.endpoint.is_known() || !graph.are_together(document.file(), listener.span.file)) continue;
        const bool fits = listener.protocol == Protocol::unknown || listener.protocol == protocol_of(pass);
        if (fits) add(address_of(*listener.endpoint, scheme), fmt::format("{} of {}", to_text(process.kind), process.name));
    }
    return found;
}

static std::vector<Completion> complete_user(const Graph& graph) {
    std::vector<Completion> found;
    for (const User& user : graph.users) found.push_back(value(user.name, "user"));
    return found;
}

static std::vector<Completion> complete_words(const DirectiveRow& row) {
    std::vector<Completion> found;
    if (row.type == ValueType::flag) return {value("on"), value("off")};
    const bool is_listed = row.type == ValueType::enum_value || row.type == ValueType::bitmask;
    for (const std::string_view word : split(is_listed ? row.values : row.params, ' ')) {
        if (!word.empty()) found.push_back(value(std::string(word)));
    }
    return found;
}

std::vector<Completion> complete(const Document& document, std::uint32_t offset, const Graph& graph) {
    const std::vector<std::string_view> words = words_before(document, offset);
    const ContextSet contexts = contexts_in(document, block_at(document, offset));
    if (words.size() <= 1) return complete_name(contexts & every_context);
    const std::string_view name = words.front();
    if (name.ends_with("_pass") && words.size() == 2) return complete_target(document, graph, name);
    if (name == "user" && words.size() == 2) return complete_user(graph);
    for (const DirectiveRow& row : find_directive(name)) {
        if ((contexts & every_context) == 0 || row.stands_in(contexts)) return complete_words(row);
    }
    return {};
}

}  // namespace stackc::nginx
