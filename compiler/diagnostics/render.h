// The renderers, one function and one file each: from a report to the text of a format.
#pragma once

#include <string>

#include "compiler/diagnostics/report.h"

namespace stackc {

/// For people: each finding with its source lines, the other ends, notes and fixes.
std::string render_text(const Report& report);
/// The stable JSON of the product contract.
std::string render_json(const Report& report);
/// SARIF 2.1.0, for code scanning services.
std::string render_sarif(const Report& report);
/// Workflow commands that GitHub Actions shows beside the lines.
std::string render_github(const Report& report);
/// GitLab's code quality report.
std::string render_gitlab(const Report& report);
/// Checkstyle's XML, which many review tools read.
std::string render_checkstyle(const Report& report);
/// JUnit's XML: a test a file, its findings as failures.
std::string render_junit(const Report& report);

}  // namespace stackc
