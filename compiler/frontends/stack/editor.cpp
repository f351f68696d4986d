#include "compiler/frontends/stack/editor.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/form.h"
#include "compiler/frontends/stack/schema.h"

namespace stackc::stack {

/// What the block `id` holds, by the names of those around it.
static Block block_of(const Document& document, NodeId id) {
    std::vector<std::string_view> names;
    for (; id != Document::root; id = document.node(id).parent)
        names.push_back(document.node(id).name.value);
    Block block = Block::file;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        const Statement* statement = find_statement(block, *name);
        if (statement == nullptr) return Block::none;
        block = statement->opens;
    }
    return block;
}

static std::string page(const Statement& statement, std::string_view name) {
    std::string text;
    for (const std::string_view form : split(statement.forms, '\n')) {
        const std::string_view body = statement.body == Body::none       ? ""
                                      : statement.body == Body::optional ? " ({ … })"
                                                                         : " { … }";
        text += fmt::format("`{}{}{}{}`  \n", name, form.empty() ? "" : " ", form, body);
    }
    text += fmt::format("\nIn {}: {}.\n",
                        statement.in == Block::file ? "a file, at the top level"
                                                    : fmt::format("`{}`", to_text(statement.in)),
                        statement.help);
    if (statement.is_required) text += "\nIt is required.\n";
    if (!statement.fallback.empty()) text += fmt::format("\nDefault: {}.\n", statement.fallback);
    if (!statement.drives.empty()) text += fmt::format("\nIt drives: {}.\n", statement.drives);
    return text;
}

std::string hover(const Document& document, std::uint32_t offset) {
    NodeId id = document.node_at(offset);
    while (id != Document::root && document.node(id).name.value.empty())
        id = document.node(id).parent;
    if (id == Document::root) return {};
    const Node& node = document.node(id);
    if (!node.header.contains(offset)) return {};
    const Statement* statement = find_statement(block_of(document, node.parent), node.name.value);
    return statement == nullptr
               ? std::string()
               : page(*statement, statement->name == "*" ? "NAME" : statement->name);
}

std::string explain(std::string_view name) {
    std::string text;
    const std::size_t dot = name.find('.');
    const std::string_view block =
        dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    const std::string_view wanted = dot == std::string_view::npos ? name : name.substr(dot + 1);
    for (const Statement& statement : statements()) {
        if (statement.name != wanted || (!block.empty() && to_text(statement.in) != block))
            continue;
        if (!text.empty()) text += "\n---\n\n";
        text += page(statement, wanted);
    }
    return text;
}

namespace {

/// The statement that is being written at a place: its block and the words before the place.
struct Place {
    Block block = Block::none;
    std::vector<Text> words;  // whole ones before the place, the statement's name first
};

}  // namespace

/// The innermost block whose braces hold `offset`.
static NodeId enclosing_block(const Document& document, std::uint32_t offset) {
    NodeId id = document.node_at(offset);
    const auto holds = [&](const Node& node) {
        const bool is_open = node.close.is_empty() || offset <= node.close.begin;
        return node.kind == NodeKind::block && offset > node.header.end && is_open;
    };
    // After an unclosed block's last statement the place still lies in it.
    while (id != Document::root && !holds(document.node(id))) id = document.node(id).parent;
    return id;
}

static Place place_at(const Document& document, std::uint32_t offset) {
    Place place;
    place.block = block_of(document, enclosing_block(document, offset));
    const std::string_view before = document.text().substr(0, offset);
    // A list may span lines; its bracket says that the statement goes on.
    std::size_t begin = before.find_last_of(";{}\n");
    const std::size_t bracket = before.rfind('[');
    const bool is_in_list = bracket != std::string_view::npos &&
                            before.find_first_of("];{}", bracket) == std::string_view::npos;
    if (is_in_list) begin = before.substr(0, bracket).find_last_of(";{}\n");
    std::string_view line = before.substr(begin == std::string_view::npos ? 0 : begin + 1);
    while (!line.empty()) {
        const std::size_t start = line.find_first_not_of(" \t\r\n,");
        if (start == std::string_view::npos) break;
        line.remove_prefix(start);
        const bool is_bracket = line.front() == '[' || line.front() == ']';
        const std::size_t end =
            is_bracket ? 1 : std::min(line.find_first_of(" \t\r\n,[]"), line.size());
        if (end == line.size() && !is_bracket) break;  // the word that is being written
        place.words.push_back({std::string(line.substr(0, end)), {}, line.front() == '"'});
        line.remove_prefix(end);
    }
    return place;
}

static void add(std::vector<Completion>& out, std::string_view label, std::string_view detail,
                Completion::Kind kind) {
    const bool is_there = std::any_of(
        out.begin(), out.end(), [&](const Completion& known) { return known.label == label; });
    if (!is_there) out.push_back({std::string(label), std::string(detail), {}, kind});
}

static std::vector<Completion> statements_of(Block block) {
    std::vector<Completion> found;
    for (const Statement& statement : statements()) {
        if (may_stand(statement, block) && statement.name != "*")
            add(found, statement.name, statement.help, Completion::Kind::directive);
    }
    return found;
}

/// Names of the description that a value of that type may be.
static void add_names(std::vector<Completion>& out, std::string_view type, const Graph& graph,
                      FileId file) {
    const auto is_here = [&](Span span) { return graph.are_together(span.file, file); };
    const auto reference = [&](std::string_view name, std::string_view detail) {
        add(out, name, detail, Completion::Kind::reference);
    };
    if (type == "HOST")
        for (const Host& host : graph.hosts)
            if (is_here(host.span)) reference(host.name, "host");
    if (type == "USER" || type == "GROUP")
        for (const User& user : graph.users)
            if (is_here(user.span)) reference(user.name, "user");
    if (type == "GROUP")
        for (const Group& group : graph.groups)
            if (is_here(group.span)) reference(group.name, "group");
    if (type == "USER" || type == "GROUP")
        reference(graph.default_nginx_user(), "the account of nginx");
    for (const App& app : graph.apps) {
        if (!is_here(app.span)) continue;
        if (type == "APP") reference(app.name, "app");
        if (type == "ENTRY" && !app.wsgi.is_absent()) reference(app.name + ".wsgi", "app");
        if (type == "ENTRY" && !app.asgi.is_absent()) reference(app.name + ".asgi", "app");
    }
    if (type == "SERVICE" || type == "TARGET")
        for (const Process& process : graph.processes)
            if (is_here(process.span)) reference(process.name, "service");
    if (type == "TARGET")
        for (const External& external : graph.externals)
            if (is_here(external.span)) reference(external.name, "external");
    if (type != "SITE") return;
    for (const Site& site : graph.sites) {
        if (is_here(site.span) && !site.names.empty() && site.names[0].is_known())
            reference(*site.names[0], "site");
    }
}

std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph) {
    const Place place = place_at(document, offset);
    if (place.words.empty()) return statements_of(place.block);
    const Statement* statement = find_statement(place.block, place.words.front().value);
    if (statement == nullptr) return {};
    // A word that fits nowhere asks the forms what could stand in its place.
    std::vector<Text> words(place.words.begin() + 1, place.words.end());
    words.push_back({std::string("\0", 1), {}, false});
    const MatchResult result = match_forms(read_forms(statement->forms), words);
    std::vector<Completion> found;
    if (result.match || result.mismatch.at + 1 != words.size()) return found;
    for (const std::string_view keyword : result.mismatch.keywords)
        add(found, keyword, statement->help, Completion::Kind::value);
    for (const Type* type : result.mismatch.types)
        add_names(found, type->name, graph, document.file());
    return found;
}

}  // namespace stackc::stack
