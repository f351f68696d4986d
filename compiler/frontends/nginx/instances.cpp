#include "compiler/frontends/nginx/instances.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/includes.h"

namespace stackc::nginx {

bool is_whole(const Document& document) {
    const bool is_named_so = document.source().path.filename() == "nginx.conf";
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::block) continue;
        if (node.name.value == "http" || node.name.value == "events") return true;
        if (is_named_so && context_inside(node.name.value, Context::main) != Context::unknown) return true;
    }
    return false;
}

/// Debian includes the files of these folders inside `http`.
static bool is_site_file(const Path& path) {
    const std::string folder = path.parent_path().filename().string();
    return (folder == "sites-enabled" || folder == "sites-available") && path.filename() != "nginx.conf";
}

/// How a statement fits a context: +1 it may stand there, -1 it is known but may not; 0 where
/// only its arguments are wrong.
static int fit(const Node& node, Context context) {
    if (context == Context::unknown || context == Context::entries) return 0;
    const auto rows = find_directive(node.name.value);
    if (rows.empty()) return 0;
    const bool is_a_block = node.kind == NodeKind::block;
    int best = -1;
    for (const DirectiveRow& row : rows) {
        if (!row.stands_in(set_of(context)) || row.has(is_block) != is_a_block) continue;
        best = std::max(best, !row.is_certain() || row.takes(node.arg_count) ? 1 : 0);
    }
    return best;
}

/// Signs that fit several contexts by name but only one by meaning.
static int hint(const Document& document, const Node& node, Context context) {
    const auto args = document.args(node);
    const auto has = [&](std::string_view word) {
        return std::any_of(args.begin(), args.end(), [&](const Word& arg) { return arg.value == word; });
    };
    if (node.name.value == "listen" && has("udp")) return context == Context::stream_server ? 3 : 0;
    if (node.name.value == "proxy_pass" && !args.empty()) {
        const bool has_scheme = args[0].value.starts_with("http://") || args[0].value.starts_with("https://") || args[0].value.starts_with('$');
        if (has_scheme) return context == Context::stream_server ? -3 : 0;
    }
    if (node.name.value == "server" && node.kind == NodeKind::statement) {
        return context == Context::upstream || context == Context::stream_upstream ? 1 : 0;
    }
    return 0;
}

static int score(const Document& document, Context outer) {
    int total = 0;
    std::size_t seen = 0;
    for (const Node& top : document.children(Document::root)) {
        if (top.kind != NodeKind::statement && top.kind != NodeKind::block) continue;
        total += 2 * fit(top, outer) + hint(document, top, outer);
        const Context inner = context_inside(top.name.value, outer);
        for (const Node& child : document.children(top)) {
            if (child.kind != NodeKind::statement && child.kind != NodeKind::block) continue;
            total += fit(child, inner) + hint(document, child, inner);
            if (++seen > 5000) return total;
        }
        if (++seen > 5000) return total;
    }
    return total;
}

/// Where a block stands whose name has a slip: `sever { … }` is meant for `http`.
static ContextSet context_of_misspelt(const Document& document) {
    static constexpr std::array<std::string_view, 6> names{"server", "upstream", "location", "http", "events", "stream"};
    static constexpr std::array homes{Context::http, Context::http, Context::server, Context::main, Context::main, Context::main};
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::block) continue;
        const std::optional<std::string_view> meant = nearest(node.name.value, names);
        if (meant) return set_of(homes[static_cast<std::size_t>(std::find(names.begin(), names.end(), *meant) - names.begin())]);
    }
    return 0;
}

ContextSet guess_contexts(const Document& document) {
    static constexpr std::array candidates{
        Context::http,   Context::server, Context::location,      Context::main,   Context::stream, Context::stream_server,
        Context::upstream, Context::events, Context::rtmp_application, Context::rtmp, Context::mail,  Context::mail_server,
        Context::rtmp_server, Context::stream_upstream, Context::if_in_location, Context::limit_except,
    };
    int best = 0;
    ContextSet contexts = 0;
    for (const Context candidate : candidates) {
        const int points = score(document, candidate);
        if (points < best || points == 0) continue;
        if (points > best) contexts = 0;
        best = points;
        contexts |= set_of(candidate);
    }
    // A file that is as much at home in `http` as in `stream` is meant for the usual one.
    if ((contexts & set_of(Context::http)) != 0 && document.children(Document::root).first != document.children(Document::root).last) {
        const bool has_block = std::any_of(document.nodes().begin(), document.nodes().end(),
                                           [](const Node& node) { return node.kind == NodeKind::block && node.parent == Document::root; });
        if (has_block) contexts &= set_of(Context::http) | set_of(Context::server) | set_of(Context::location);
    }
    return contexts != 0 ? contexts : context_of_misspelt(document);
}

ContextSet contexts_in(const Document& document, NodeId block) {
    std::vector<std::string_view> way;
    for (NodeId id = block; id != Document::root; id = document.node(id).parent) way.push_back(document.node(id).name.value);
    ContextSet contexts = is_whole(document) ? set_of(Context::main) : guess_contexts(document);
    for (auto name = way.rbegin(); name != way.rend() && contexts != 0; ++name) contexts = contexts_inside(*name, contexts);
    return contexts;
}

/// The documents that another one includes.
static std::set<FileId> find_included(const Workspace& workspace, const std::vector<std::shared_ptr<const Document>>& documents) {
    std::set<FileId> included;
    for (const auto& document : documents) {
        for (const FileReference& reference : references(*document)) {
            const Workspace::Resolved found = workspace.resolve(reference.pattern, reference.is_glob, document->file(), reference.bases);
            for (const auto& other : found.documents) {
                if (other->file() != document->file()) included.insert(other->file());
            }
        }
    }
    return included;
}

static Path path_of(const Workspace& workspace, const Document& document) { return workspace.sources().path(document.file()); }

/// The folder whose files stand together in `http`, or nothing.
static Path shared_folder(const Workspace& workspace, const Document& document) {
    const Path folder = path_of(workspace, document).parent_path();
    const std::string name = folder.filename().string();
    return name == "conf.d" || name == "sites-enabled" ? folder : Path{};
}

std::vector<Instance> find_instances(const Workspace& workspace) {
    const auto documents = workspace.documents("nginx");
    const std::set<FileId> included = find_included(workspace, documents);
    std::vector<Instance> instances;
    std::map<Path, std::size_t> folders;
    for (const auto& document : documents) {
        const std::string_view forced = workspace.forced_context(document->file());
        if (included.contains(document->file()) && forced.empty()) continue;
        Instance instance;
        instance.roots = {document};
        if (!forced.empty()) instance.contexts = set_of(parse_context(forced)) & every_context;
        const bool is_site = is_site_file(path_of(workspace, *document));
        instance.is_main = forced.empty() ? is_whole(*document) && !is_site : instance.contexts == set_of(Context::main);
        if (instance.is_main) instance.contexts = set_of(Context::main);
        else if (is_site && is_whole(*document)) instance.contexts = set_of(Context::http);
        if (instance.contexts == 0) instance.contexts = guess_contexts(*document);
        const Path folder = shared_folder(workspace, *document);
        if (instance.contexts == 0 && (is_site || !folder.empty())) instance.contexts = set_of(Context::http);
        const bool is_shared = !instance.is_main && !folder.empty() && (instance.contexts & set_of(Context::http)) != 0;
        if (is_shared) {
            instance.contexts = set_of(Context::http);
            const auto [place, is_new] = folders.try_emplace(folder, instances.size());
            if (!is_new) {
                instances[place->second].roots.push_back(document);
                continue;
            }
        }
        instances.push_back(std::move(instance));
    }
    return instances;
}

}  // namespace stackc::nginx
