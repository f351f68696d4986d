#include "compiler/frontends/nginx/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/checks.h"
#include "compiler/frontends/nginx/includes.h"
#include "compiler/frontends/nginx/pass_on.h"

namespace stackc::nginx {

/// Enough for any real configuration; files that include each other twice at every level would
/// otherwise grow without end.
static constexpr std::size_t most_statements = 20'000'000;
static constexpr std::size_t deepest_include = 64;
/// Real configurations nest fewer than ten blocks; what asks every level above would otherwise
/// take the square of the depth.
static constexpr std::size_t deepest_block = 200;

namespace {

/// A stretch of sibling nodes that is still to be read into a scope.
struct Stretch {
    const Document* document = nullptr;
    std::uint32_t at = 0, end = 0;
    ScopeId scope{};
    std::uint32_t include_depth = 0;
    bool is_checked = true;
};

class Expander {
  public:
    Expander(const Workspace& workspace, const Instance& instance, GraphBuilder& builder, Reporter& report)
        : workspace_(workspace), instance_(instance), builder_(builder), report_(report) {
        const auto stated = builder.graph.target.versions.find("nginx");
        if (stated != builder.graph.target.versions.end()) version_ = stated->second;
    }

    Expansion run() {
        result_.instance = &instance_;
        result_.workspace = &workspace_;
        result_.root = add_scope(root_kind(), std::nullopt, {}, instance_.contexts);
        for (auto document = instance_.roots.rbegin(); document != instance_.roots.rend(); ++document) push(**document, result_.root, 0);
        while (!stretches_.empty() && seen_ < most_statements) step();
        result_.end = {static_cast<std::uint32_t>(builder_.graph.scopes.size())};
        settle_reading();
        return std::move(result_);
    }

  private:
    std::string_view root_kind() const {
        for (const Context context : {Context::main, Context::location, Context::server, Context::http, Context::stream_server,
                                      Context::stream, Context::upstream, Context::if_in_location, Context::events}) {
            if ((instance_.contexts & set_of(context)) == 0) continue;
            if (context == Context::stream_server) return "server";
            return context == Context::if_in_location ? "if" : to_text(context);
        }
        return "unknown";
    }

    ScopeId add_scope(std::string_view kind, std::optional<ScopeId> parent, Directive head, ContextSet contexts) {
        Scope scope;
        scope.kind = kind;
        scope.parent = parent;
        scope.head = head;
        const ScopeId id = builder_.add(std::move(scope));
        if (parent) builder_.at(*parent).children.push_back(id);
        result_.contexts.push_back(contexts);
        result_.lacks_include.push_back(false);
        result_.has_template.push_back(false);
        return id;
    }

    void push(const Document& document, ScopeId scope, std::uint32_t include_depth) {
        // A snippet that a thousand servers include is checked once per kind of place.
        const bool is_first = checked_.insert({&document, result_.contexts_of(scope)}).second;
        stretches_.push_back({&document, 1, document.node(Document::root).end, scope, include_depth, is_first});
    }

    void step() {
        if (stretches_.back().at >= stretches_.back().end) {
            stretches_.pop_back();
            return;
        }
        const Stretch stretch = stretches_.back();  // by value: what is pushed moves the others
        const Document& document = *stretch.document;
        const Node& node = document.nodes()[stretch.at];
        stretches_.back().at = node.end;
        ++seen_;
        switch (node.kind) {
            case NodeKind::statement: return statement(document, node, stretch);
            case NodeKind::block: return block(document, node, stretch);
            case NodeKind::opaque:
                // A template's statement may stand for anything.
                if (is_raw_body(document, node)) return;
                result_.has_template[stretch.scope.value - result_.root.value] = true;
                return lacks(stretch);
            case NodeKind::error:
            case NodeKind::comment:
            case NodeKind::root: return;
        }
    }

    static bool is_raw_body(const Document& document, const Node& node) {
        return document.node(node.parent).name.value.ends_with("_by_lua_block");
    }

    void check(const Document& document, const Node& node, const Stretch& stretch) {
        if (!stretch.is_checked) return;
        const ContextSet contexts = result_.contexts_of(stretch.scope);
        Place place;
        place.document = &document;
        place.contexts = contexts & every_context;
        if (contexts == set_of(Context::entries)) place.entries_of = builder_.at(stretch.scope).kind;
        place.version = version_;
        place.has_modules = has_modules_;
        found_.clear();
        Reporter local(found_);
        check_statement(place, node, local);
        for (Diagnostic& each : found_) {
            // A module that we do not know may bring variables, servers and all else along.
            if (each.rule == "NGX003" && !each.is_certain) lacks(stretch);
            name_last_line(document, node, each);
            pass_on(std::move(each), report_);
        }
    }

    /// nginx looks at a statement when it has read its end, and names that line.
    static void name_last_line(const Document& document, const Node& node, Diagnostic& found) {
        const std::uint32_t end = node.kind == NodeKind::block ? node.open.end : node.span.end;
        if (end <= found.primary.span.begin) return;
        const Span last{document.file(), end - 1, end};
        if (document.text({last.file, found.primary.span.begin, end}).find('\n') == std::string_view::npos) return;
        found.related.push_back({last, "nginx names this line, where the statement ends"});
    }

    void statement(const Document& document, const Node& node, const Stretch& stretch) {
        check(document, node, stretch);
        if (node.name.value == "load_module") has_modules_ = true;
        builder_.at(stretch.scope).directives.push_back({&document, document.id_of(node)});
        if (node.name.value == "include" && node.arg_count == 1) include(document, node, stretch);
    }

    void block(const Document& document, const Node& node, const Stretch& stretch) {
        check(document, node, stretch);
        if (stretches_.size() > deepest_block) return too_deep(node, stretch);
        const ContextSet contexts = contexts_inside(node.name.value, result_.contexts_of(stretch.scope));
        const ScopeId scope = add_scope(node.name.value, stretch.scope, {&document, document.id_of(node)}, contexts);
        const std::uint32_t first = document.id_of(node).value + 1;
        stretches_.push_back({&document, first, node.end, scope, stretch.include_depth, stretch.is_checked});
    }

    void too_deep(const Node& node, const Stretch& stretch) {
        lacks(stretch);
        report_.at("STC010", node.header, fmt::format("blocks nested deeper than {} levels are not read", deepest_block));
    }

    // --------------------------------------------------------------------------------- includes

    void lacks(const Stretch& stretch) { result_.lacks_include[stretch.scope.value - result_.root.value] = true; }

    void include(const Document& document, const Node& node, const Stretch& stretch) {
        const Word& pattern = document.args(node)[0];
        if (pattern.has_hole || pattern.value.empty()) return lacks(stretch);
        const Workspace::Resolved found = resolve_include(workspace_, pattern, *instance_.roots.front(), document);
        for (auto other = found.documents.rbegin(); other != found.documents.rend(); ++other) {
            if (is_including(**other) || stretch.include_depth >= deepest_include) {
                report_cycle(pattern, **other, stretch);
                continue;
            }
            push(**other, stretch.scope, stretch.include_depth + 1);
        }
        if (!found.unread.empty()) lacks(stretch);
        if (found.documents.empty() && found.unread.empty()) missing(pattern, found, stretch);
    }

    /// Whether `document` is on the way from the root to the include that is being read.
    bool is_including(const Document& document) const {
        std::uint32_t depth = stretches_.back().include_depth + 1;
        for (auto stretch = stretches_.rbegin(); stretch != stretches_.rend(); ++stretch) {
            if (stretch->include_depth >= depth) continue;
            depth = stretch->include_depth;
            if (stretch->document == &document) return true;
            if (depth == 0) break;
        }
        return false;
    }

    void report_cycle(const Word& pattern, const Document& other, const Stretch& stretch) {
        lacks(stretch);
        if (!reported_.insert(pattern.span).second) return;
        report_.at("NGX092", pattern.span, fmt::format("`{}` includes itself", quoted(workspace_.sources().path(other.file()).filename().string())))
            .note("nginx reads on until it has no file descriptors left");
    }

    void missing(const Word& pattern, const Workspace::Resolved& found, const Stretch& stretch) {
        if (is_stock_file(pattern.value) && !found.is_inside) return;
        if (!found.is_inside) return lacks(stretch);
        if (!reported_.insert(pattern.span).second) return;
        if (is_glob(pattern.value)) {
            report_.at("NGX009", pattern.span, fmt::format("`{}` matches no file", quoted(pattern.value)))
                .note("nginx says nothing about a mask that matches nothing")
                .uncertain();
            return;
        }
        lacks(stretch);
        if (is_stock_file(pattern.value)) return;
        report_.at("NGX009", pattern.span, fmt::format("`{}` does not exist", quoted(pattern.value)))
            .note(fmt::format("nginx says: open() \"{}\" failed (2: No such file or directory)", quoted(pattern.value)));
    }

    /// A scope is fully read when no include in it or below the way to it is unknown; the top of
    /// a fragment never is.
    void settle_reading() {
        for (std::uint32_t id = result_.root.value; id < result_.end.value; ++id) {
            Scope& scope = builder_.at(ScopeId{id});
            scope.is_fully_read = !result_.lacks_include[id - result_.root.value];
        }
        if (!instance_.is_main) builder_.at(result_.root).is_fully_read = false;
        if (seen_ >= most_statements) builder_.at(result_.root).is_fully_read = false;
        for (const auto& document : instance_.roots) {
            if (document->has_errors()) builder_.at(result_.root).is_fully_read = false;
        }
    }

    const Workspace& workspace_;
    const Instance& instance_;
    GraphBuilder& builder_;
    Reporter& report_;
    Expansion result_;
    std::vector<Stretch> stretches_;
    std::set<std::pair<const Document*, ContextSet>> checked_;
    std::set<Span> reported_;
    std::string version_;            // of nginx, where stackc.toml states it
    std::vector<Diagnostic> found_;  // of one statement
    std::size_t seen_ = 0;
    bool has_modules_ = false;
};

}  // namespace

Expansion expand(const Workspace& workspace, const Instance& instance, GraphBuilder& builder, Reporter& report) {
    return Expander(workspace, instance, builder, report).run();
}

bool is_chain_read(const Expansion& expansion, const Graph& graph, ScopeId scope) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        if (expansion.lacks_include[level->value - expansion.root.value]) return false;
    }
    return true;
}

}  // namespace stackc::nginx
