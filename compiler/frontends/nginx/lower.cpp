#include "compiler/frontends/nginx/lower.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/connections.h"
#include "compiler/frontends/nginx/expand.h"
#include "compiler/frontends/nginx/instances.h"
#include "compiler/frontends/nginx/paths.h"
#include "compiler/frontends/nginx/programs.h"
#include "compiler/frontends/nginx/scope_checks.h"
#include "compiler/frontends/nginx/sites.h"

namespace stackc::nginx {

static Span first_statement(const Document& document) {
    for (const Node& node : document.children(Document::root)) {
        if (node.kind == NodeKind::statement || node.kind == NodeKind::block) return node.header;
    }
    return {document.file(), 0, 0};
}

static const Directive* last_of(const Scope& scope, std::string_view name) {
    const auto found = std::find_if(scope.directives.rbegin(), scope.directives.rend(),
                                    [&](const Directive& use) { return use.name() == name && !use.args().empty(); });
    return found == scope.directives.rend() ? nullptr : &*found;
}

static Value<std::string> value_of(const Word& word) {
    if (word.has_hole) return Value<std::string>::unknown("it holds a placeholder", word.span);
    return Value<std::string>::known(std::string(word.value), word.span);
}

/// What only the main level says: user, daemon, worker_processes.
static void read_main(const Scope& main, Process& process) {
    if (const Directive* user = last_of(main, "user")) {
        process.user = value_of(user->args()[0]);
        // "If group is omitted, a group whose name equals that of user is used."
        process.group = value_of(user->args().back());
    }
    if (const Directive* daemon = last_of(main, "daemon")) {
        const Word& word = daemon->args()[0];
        if (word.value == "on" || word.value == "off") process.daemonizes = Value<bool>::known(word.value == "on", word.span);
        else process.daemonizes = Value<bool>::unknown("it is neither on nor off", word.span);
    } else if (main.is_fully_read) {
        process.daemonizes = Value<bool>::by_default(true);
    }
    if (const Directive* workers = last_of(main, "worker_processes")) {
        if (const auto count = parse_number(workers->arg(0))) process.workers = Value<std::uint64_t>::known(*count, workers->args()[0].span);
    }
}

static ProcessId add_process(const Instance& instance, GraphBuilder& builder, ScopeId root) {
    Process process;
    process.kind = ServerKind::nginx;
    process.name = "nginx";
    process.span = first_statement(*instance.roots.front());
    process.scope = root;
    if (instance.is_main) process.config = instance.roots.front()->file();
    process.is_fully_read = instance.is_main && builder.at(root).is_fully_read;
    if (instance.is_main) read_main(builder.at(root), process);
    return builder.add(std::move(process));
}

static void lower_instance(const Workspace& workspace, const Instance& instance, GraphBuilder& builder, Reporter& report) {
    Expansion expansion = expand(workspace, instance, builder, report);
    expansion.process = add_process(instance, builder, expansion.root);
    check_scopes(expansion, builder.graph, report);
    const Upstreams upstreams = read_upstreams(expansion, builder, report);
    const std::size_t first_connection = builder.graph.connections.size();
    read_sites(expansion, upstreams, builder);
    read_paths(expansion, first_connection, builder);
}

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report) {
    const std::size_t first = builder.graph.processes.size();
    for (const Instance& instance : find_instances(workspace)) lower_instance(workspace, instance, builder, report);
    link_programs(workspace, first, builder);
}

}  // namespace stackc::nginx
