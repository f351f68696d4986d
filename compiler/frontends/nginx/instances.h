// Which nginx processes a set of files describes. A main configuration is one; files of a
// `conf.d` or `sites-enabled` that no main configuration includes are one together; every other
// file that nobody includes stands for itself.
#pragma once

#include <memory>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/nginx/directives.h"

namespace stackc::nginx {

struct Instance {
    std::vector<std::shared_ptr<const Document>> roots;  // one, or the files of a folder
    ContextSet contexts = 0;  // where the roots' statements stand; several bits: cannot be told
    bool is_main = false;     // a whole configuration: what it does not say is not said
};

std::vector<Instance> find_instances(const Workspace& workspace);

/// True when the document is a whole configuration by its own content: it has `http { }` or
/// `events { }`, or is an nginx.conf with another block of the main level.
bool is_whole(const Document& document);

/// The contexts that the top-level statements of a file may stand in: those that take most of
/// them, by the statements one and two levels deep.
ContextSet guess_contexts(const Document& document);

/// The contexts inside `block` of a document that is looked at alone.
ContextSet contexts_in(const Document& document, NodeId block);

}  // namespace stackc::nginx
