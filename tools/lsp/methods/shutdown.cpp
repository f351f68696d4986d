#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json shut_down(Server& server, const Json&) {
    server.set_phase(Phase::shut_down);
    return nullptr;
}

extern const Method shutdown{"shutdown", shut_down};

}  // namespace stackc::lsp::methods
