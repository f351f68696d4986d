// JUnit's XML: each file is a test, each of its findings a failure. A file that was not
// understood is an error even when nothing was found in it.
#include <fmt/format.h>

#include <map>

#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/xml.h"

namespace stackc {

namespace {
struct TestCase {
    std::string failures;
    bool is_understood = true;
};
}  // namespace

static std::string failure(const Report& report, const Diagnostic& diagnostic) {
    const Region at = region_of(report.sources, diagnostic.primary.span);
    const RuleInfo rule = report.rule(diagnostic.rule);
    return fmt::format("      <failure type=\"{} {}\" message=\"{}\">line {}, column {}</failure>\n", rule.id, rule.name,
                       xml_text(diagnostic.primary.text), at.start_line, at.start_column);
}

std::string render_junit(const Report& report) {
    std::map<std::string, TestCase> cases;
    for (const ReportedFile& file : report.files) cases[shown_path(file.path, report.folder)].is_understood = file.is_understood;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        cases[shown_path(report.sources.path(diagnostic.primary.span.file), report.folder)].failures += failure(report, diagnostic);
    }
    std::string body;
    std::size_t failed = 0, broken = 0;
    for (const auto& [path, test] : cases) {
        const bool is_broken = test.failures.empty() && !test.is_understood;
        failed += test.failures.empty() ? 0 : 1;
        broken += is_broken ? 1 : 0;
        const std::string inside = is_broken ? "      <error message=\"not understood in full\"/>\n" : test.failures;
        body += inside.empty() ? fmt::format("    <testcase classname=\"stackc\" name=\"{}\"/>\n", xml_text(path))
                               : fmt::format("    <testcase classname=\"stackc\" name=\"{}\">\n{}    </testcase>\n", xml_text(path), inside);
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                       "  <testsuite name=\"stackc\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}  </testsuite>\n</testsuites>\n",
                       cases.size(), failed, broken, body);
}

}  // namespace stackc
