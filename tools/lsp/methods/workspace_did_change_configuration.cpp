#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

// Settings live in stackc.toml, which every analysis reads again.
static void take_change(Server& server, const Json&) { server.projects().touch_all(); }

extern const Method workspace_did_change_configuration{
    .name = "workspace/didChangeConfiguration", .take = take_change};

}  // namespace stackc::lsp::methods
