// The `application` of an asgi.py or routing.py, as far as its text tells: which protocols it
// routes, who checks origins, and the paths of its WebSockets.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/django/projects.h"

namespace stackc::django {

/// Nothing where the file binds no `application`.
std::optional<AsgiApp> read_asgi(const Projects& projects, const Document& document);

/// Reports what an asgi.py does in an order that Django refuses, and forms that channels dropped.
void check_asgi(const Projects& projects, const Document& document, Reporter& report);

}  // namespace stackc::django
