// Where the modules lie that servers import: Python's own search, done with what the machine
// has. Sources: uWSGI 2.0.21 plugins/python/python_plugin.c, gunicorn 20.1.0 app/base.py, daphne
// 4.0.0 cli.py, uvicorn 0.17.6 main.py, and site.py of Python 3.11.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "tools/session/target_files.h"

namespace stackc {

std::vector<ModuleState> look_up_modules(const TargetFiles& files, const Graph& graph);

/// GUN018: worker classes of gunicorn whose package is not installed.
void report_missing_workers(const TargetFiles& files, const Graph& graph, Reporter& report);

/// GUN020: what gunicorn's configuration file imports and is not there.
void report_missing_imports(const TargetFiles& files, const Graph& graph, Reporter& report);

}  // namespace stackc
