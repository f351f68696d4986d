// What Django's settings name and the machine has not: modules, classes, files that the settings
// import, variables of the environment. Reported as the graph is completed, under rules that have
// no check of their own. Source: Django 3.2 apps/config.py, core/handlers/base.py, urls/base.py,
// utils/module_loading.py.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "tools/session/target_files.h"

namespace stackc {

/// DJG015: names in settings that lead nowhere; DJG016: imports of the settings and of the URL
/// configuration that do; PYT001 where the URL configuration is no Python.
void report_django_names(const TargetFiles& files, const Graph& graph, Reporter& report);

/// DJG017: variables that the settings cannot do without, and that no launcher gives. `known` are
/// those that the machine's manager has.
void report_missing_variables(const TargetFiles& files, const Graph& graph, const std::vector<std::string>& known, Reporter& report);

}  // namespace stackc
