#include "tools/session/report.h"

#include <fmt/format.h>

#include "compiler/base/assert.h"

namespace stackc {

std::string rule_url(std::string_view id) {
    const RuleEntry* entry = find_rule(id);
    STACKC_ASSERT(entry != nullptr);
    return fmt::format("https://github.com/stackc/stackc/blob/main/docs/rules/{}.md", entry->id);
}

RuleInfo rule_info(std::string_view id) {
    const RuleEntry* entry = find_rule(id);
    STACKC_ASSERT(entry != nullptr);
    const Rule& rule = *entry->rule;
    return {entry->id, entry->name, rule.summary, rule.why, rule.severity, rule.effect, rule_url(entry->id)};
}

Report make_report(const Analysis& analysis, const Path& folder) {
    Report report{.sources = *analysis.sources, .diagnostics = analysis.diagnostics};
    for (const AnalysedFile& file : analysis.files) report.files.push_back({file.path, file.dialect, file.is_understood});
    report.suppressed = analysis.suppressed;
    report.folder = folder;
    report.rule = rule_info;
    return report;
}

}  // namespace stackc
