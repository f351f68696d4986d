// How `stackc explain --log` shows what a log says: for people and for programs.
#pragma once

#include <string>

#include "compiler/diagnostics/report.h"
#include "tools/session/diagnosis.h"

namespace stackc {

/// `report` is that of the analysis: it says how paths are shown, and whether in colour.
std::string diagnosis_text(const LogDiagnosis& diagnosis, const Report& report);
std::string diagnosis_json(const LogDiagnosis& diagnosis, const Report& report);

/// How many lines were explained and how many were not, for standard error.
std::string summarize(const LogDiagnosis& diagnosis);

}  // namespace stackc
