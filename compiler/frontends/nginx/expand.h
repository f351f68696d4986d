// Puts includes in place: the documents of one instance become a tree of Scopes in the graph.
#pragma once

#include <vector>

#include "compiler/frontends/nginx/instances.h"

namespace stackc::nginx {

/// One instance while it is lowered.
struct Expansion {
    const Instance* instance = nullptr;
    const Workspace* workspace = nullptr;
    ScopeId root{};
    ScopeId end{};                        // one past its last scope
    std::vector<ContextSet> contexts;     // of each scope, from `root` on
    std::vector<bool> lacks_include;      // of each scope: an include in it is not known
    std::vector<bool> has_template;       // of each scope: a template's statement stands in it
    ProcessId process{};

    ContextSet contexts_of(ScopeId scope) const { return contexts[scope.value - root.value]; }
    bool is(ScopeId scope, Context context) const { return (contexts_of(scope) & set_of(context)) != 0; }
};

/// Fills the graph with the scopes of `instance`; reports includes that are not there (NGX009)
/// and statements that nginx would refuse (checks.h).
Expansion expand(const Workspace& workspace, const Instance& instance, GraphBuilder& builder, Reporter& report);

/// True when nothing above or in `scope` was left out because of an unknown include.
bool is_chain_read(const Expansion& expansion, const Graph& graph, ScopeId scope);

}  // namespace stackc::nginx
