#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static void take_exit(Server& server, const Json&) { server.set_phase(Phase::exited); }

extern const Method exit{.name = "exit", .take = take_exit};

}  // namespace stackc::lsp::methods
