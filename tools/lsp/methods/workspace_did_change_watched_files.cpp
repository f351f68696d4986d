#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

// Which file it was does not matter: what still says the same is not parsed again.
static void take_changes(Server& server, const Json&) { server.projects().touch_all(); }

extern const Method workspace_did_change_watched_files{
    .name = "workspace/didChangeWatchedFiles", .take = take_changes};

}  // namespace stackc::lsp::methods
