#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

// The disk says something new, maybe not only about this file: a formatter may have run.
static void take_save(Server& server, const Json&) { server.projects().touch_all(); }

extern const Method text_document_did_save{.name = "textDocument/didSave", .take = take_save};

}  // namespace stackc::lsp::methods
