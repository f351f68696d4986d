// Runs a server over two file descriptors until the client says `exit` or goes away.
#pragma once

#include "tools/lsp/server.h"

namespace stackc::lsp {

/// The exit code: 0 after `shutdown` and `exit`, else 1.
int run(Server& server, int input, int output);

}  // namespace stackc::lsp
