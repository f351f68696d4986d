#include "tools/lsp/navigation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "tools/session/workspace_files.h"

namespace stackc::lsp {

static bool holds(Span span, FileId file, std::uint32_t offset) { return span.file == file && span.contains(offset); }

namespace {

/// Collects places once each, in the order in which they are found.
class Destinations {
  public:
    explicit Destinations(const View& view) : view_(view) {}
    void add(Span span) {
        const Destination destination{view_.analysis->sources->path(span.file), span};
        if (seen_.insert(destination).second) found_.push_back(destination);
    }
    void add(const std::vector<ListenerId>& listeners) {
        for (const ListenerId id : listeners) add(view_.graph().at(id).span);
    }
    bool is_empty() const { return found_.empty(); }
    std::vector<Destination> take() { return std::move(found_); }

  private:
    const View& view_;
    std::set<Destination> seen_;
    std::vector<Destination> found_;
};

/// What the graph has at a place.
struct Ends {
    std::vector<const Connection*> connections;  // whose address stands there
    std::vector<Link> links;                     // whose target is said there
    std::vector<ListenerId> listeners;           // bound there
    std::vector<UpstreamId> upstreams;           // named there
};

}  // namespace

static Ends ends_at(const View& view, std::uint32_t offset) {
    const Graph& graph = view.graph();
    Ends ends;
    for (const Connection& connection : graph.connections) {
        const bool is_here = holds(connection.span, view.file, offset) || holds(connection.directive_span, view.file, offset);
        if (is_here) ends.connections.push_back(&connection);
    }
    for (Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const bool is_of_connection = std::find(ends.connections.begin(), ends.connections.end(), &connection) != ends.connections.end();
        if (is_of_connection || holds(link.span, view.file, offset)) ends.links.push_back(std::move(link));
    }
    for (const Listener& listener : graph.listeners) {
        if (holds(listener.span, view.file, offset)) ends.listeners.push_back(graph.id_of(listener));
    }
    for (const Upstream& upstream : graph.upstreams) {
        if (holds(upstream.span, view.file, offset)) ends.upstreams.push_back(Graph::id_of<UpstreamTag>(graph.upstreams, upstream));
    }
    return ends;
}

/// The edges that are broken although both their ends are known, as far as they matter here:
/// those of a link, or those that a listener is meant by.
static std::vector<Miss> misses_at(const View& view, const Ends& ends) {
    std::vector<Miss> result = find_misses(view.graph());
    std::erase_if(result, [&](const Miss& miss) {
        const bool is_link = std::any_of(ends.links.begin(), ends.links.end(), [&](const Link& link) {
            return link.connection == miss.link.connection && link.span == miss.link.span;
        });
        const bool is_meant = std::find(ends.listeners.begin(), ends.listeners.end(), miss.meant) != ends.listeners.end();
        return !is_link && !is_meant;
    });
    return result;
}

// --------------------------------------------------------------------------------- definition

/// The configuration files that command lines in the file name, such as `uwsgi --ini FILE`.
static std::vector<NamedFile> configs_of_commands(const View& view) {
    std::vector<NamedFile> result;
    for (const Process& process : view.graph().processes) {
        if (!process.program || !process.config) continue;
        const Path& config = view.analysis->sources->path(*process.config);
        for (const Argument& argument : view.graph().at(*process.program).command) {
            const bool is_named = argument.span.file == view.file && argument.text.ends_with(config.filename().string());
            if (is_named) result.push_back({argument.span, {config}});
        }
    }
    return result;
}

std::vector<NamedFile> find_named_files(const View& view, const FileSystem& files) {
    std::vector<NamedFile> result = configs_of_commands(view);
    if (view.frontend().references == nullptr) return result;
    WorkspaceFiles workspace(files, *view.options);
    for (const AnalysedFile& file : view.analysis->files) workspace.add(file.path);
    for (const FileReference& reference : view.frontend().references(*view.document)) {
        auto found = workspace.resolve(reference.pattern, reference.is_glob, view.source().path, reference.bases);
        // A command's file may be named as its configuration already.
        const bool is_known = std::any_of(result.begin(), result.end(), [&](const NamedFile& named) { return named.span == reference.span; });
        if (!found.paths.empty() && !is_known) result.push_back({reference.span, std::move(found.paths)});
    }
    return result;
}

/// The other places of what is wrong here: the next best answer while an edge is broken.
static void add_related(const View& view, std::uint32_t offset, Destinations& out) {
    for (const Diagnostic& diagnostic : view.analysis->diagnostics) {
        if (!holds(diagnostic.primary.span, view.file, offset)) continue;
        for (const Label& label : diagnostic.related) out.add(label.span);
    }
}

std::vector<Destination> find_definitions(const View& view, const FileSystem& files, std::uint32_t offset) {
    const Graph& graph = view.graph();
    const Ends ends = ends_at(view, offset);
    Destinations found(view);
    for (const Connection* connection : ends.connections) {
        if (connection->upstream) found.add(graph.at(*connection->upstream).span);
        if (connection->service.is_known()) found.add(graph.at(*connection->service).span);
    }
    if (found.is_empty()) {
        for (const Link& link : ends.links) found.add(link.listeners);
    }
    if (found.is_empty()) {
        for (const Miss& miss : misses_at(view, ends)) {
            found.add(graph.at(miss.meant).span);
            for (const ListenerId id : miss.others) found.add(graph.at(id).span);
        }
    }
    if (found.is_empty()) {
        for (const NamedFile& named : find_named_files(view, files)) {
            if (!holds(named.span, view.file, offset)) continue;
            for (const Path& path : named.paths) {
                const FileId* file = view.analysis->sources->find(path.lexically_normal());
                if (file != nullptr) found.add(Span{*file, 0, 0});
            }
        }
    }
    if (found.is_empty()) {
        for (const NameUse& use : graph.name_uses) {
            if (holds(use.use, view.file, offset)) found.add(use.definition);
        }
    }
    if (found.is_empty()) found.add(ends.listeners);
    if (found.is_empty()) add_related(view, offset, found);
    return found.take();
}

// --------------------------------------------------------------------------------- references

/// Where names of a description are defined that are used or defined at `offset`.
static std::set<Span> definitions_of_names(const View& view, std::uint32_t offset) {
    std::set<Span> definitions;
    for (const NameUse& use : view.graph().name_uses) {
        if (holds(use.use, view.file, offset) || holds(use.definition, view.file, offset)) definitions.insert(use.definition);
    }
    return definitions;
}

/// The listeners that the place binds, or leads to.
static std::set<ListenerId> listeners_meant(const Ends& ends) {
    std::set<ListenerId> result(ends.listeners.begin(), ends.listeners.end());
    for (const Link& link : ends.links) result.insert(link.listeners.begin(), link.listeners.end());
    return result;
}

static bool reaches_any(const Link& link, const std::set<ListenerId>& listeners) {
    return std::any_of(link.listeners.begin(), link.listeners.end(), [&](ListenerId id) { return listeners.contains(id); });
}

std::vector<Destination> find_references(const View& view, std::uint32_t offset, bool with_declaration) {
    const Graph& graph = view.graph();
    const Ends ends = ends_at(view, offset);
    const std::set<ListenerId> listeners = listeners_meant(ends);
    Destinations found(view);
    for (const UpstreamId id : ends.upstreams) {
        if (with_declaration) found.add(graph.at(id).span);
        for (const Connection& connection : graph.connections) {
            if (connection.upstream == id) found.add(connection.span);
        }
    }
    if (with_declaration) found.add(std::vector<ListenerId>(listeners.begin(), listeners.end()));
    for (const Link& link : find_links(graph)) {
        const bool is_same_target = std::any_of(ends.links.begin(), ends.links.end(), [&](const Link& other) {
            return other.target == link.target && graph.are_together(other.span.file, link.span.file);
        });
        if (is_same_target || reaches_any(link, listeners)) found.add(link.span);
    }
    for (const Miss& miss : misses_at(view, ends)) found.add(miss.link.span);
    const std::set<Span> definitions = definitions_of_names(view, offset);
    for (const Span& definition : definitions) {
        if (with_declaration) found.add(definition);
    }
    for (const NameUse& use : graph.name_uses) {
        if (definitions.contains(use.definition)) found.add(use.use);
    }
    return found.take();
}

// -------------------------------------------------------------------------------------- hover

/// `deploy/uwsgi.ini:5`, counted from 1 as people do.
static std::string place(const View& view, Span span) {
    const SourceMap& sources = *view.analysis->sources;
    const Path path = sources.path(span.file);
    const Path relative = path.lexically_relative(view.options->root);
    const bool is_below = !relative.empty() && !relative.string().starts_with("..");
    const Position position = sources.lines(span.file).position(span.begin, Encoding::code_points);
    return fmt::format("`{}:{}`", quoted((is_below ? relative : path).string()), position.line + 1);
}

static std::string describe(const View& view, const Link& link, Protocol protocol) {
    const Graph& graph = view.graph();
    const std::string_view how = protocol == Protocol::unknown ? "" : to_text(protocol);
    std::string text = fmt::format("Connects to `{}`{}{}", quoted(to_text(link.target)), how.empty() ? "" : ", speaking ", how);
    if (link.listeners.empty()) return text + ". Nothing in this workspace binds it.";
    for (const ListenerId id : link.listeners) {
        const Listener& listener = graph.at(id);
        text += fmt::format("\n- bound by {} at {}", name_of(graph, graph.at(listener.process)), place(view, listener.span));
    }
    return text;
}

static std::string describe(const View& view, ListenerId id, const std::vector<Link>& links) {
    const Graph& graph = view.graph();
    const Listener& listener = graph.at(id);
    const std::string who = name_of(graph, graph.at(listener.process));
    if (!listener.endpoint.is_known()) return fmt::format("{} listens here; the address cannot be known.", who);
    const std::string_view how = listener.protocol == Protocol::unknown ? "" : to_text(listener.protocol);
    std::string text = fmt::format("{} binds `{}`{}{}", who, quoted(to_text(*listener.endpoint)), how.empty() ? "" : ", speaking ", how);
    bool is_connected = false;
    for (const Link& link : links) {
        if (!reaches_any(link, {id})) continue;
        is_connected = true;
        text += fmt::format("\n- connected to from {}", place(view, link.span));
    }
    for (const Miss& miss : find_misses(graph)) {
        if (miss.meant != id) continue;
        is_connected = true;
        text += fmt::format("\n- probably meant by {}, which connects to `{}`", place(view, miss.link.span), quoted(to_text(miss.link.target)));
    }
    return is_connected ? text : text + ". Nothing in this workspace connects to it.";
}

std::string describe_ends(const View& view, std::uint32_t offset) {
    const Ends ends = ends_at(view, offset);
    std::vector<std::string> facts;
    for (const Link& link : ends.links) facts.push_back(describe(view, link, view.graph().at(link.connection).protocol));
    if (!ends.listeners.empty()) {
        const std::vector<Link> links = find_links(view.graph());
        for (const ListenerId id : ends.listeners) facts.push_back(describe(view, id, links));
    }
    std::vector<std::string> distinct;
    for (std::string& fact : facts) {
        if (std::find(distinct.begin(), distinct.end(), fact) == distinct.end()) distinct.push_back(std::move(fact));
    }
    return join(distinct, "\n\n");
}

}  // namespace stackc::lsp
