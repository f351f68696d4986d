// Which servers end a request that takes too long.
#pragma once

#include "compiler/graph/graph.h"

namespace stackc {

/// Whether `request_timeout` is a limit on single requests. gunicorn's `timeout` is one only where
/// a request blocks a worker's heart beat: the sync worker (gunicorn 20.1.0 workers/sync.py).
bool limits_requests(const Process& process);

}  // namespace stackc
