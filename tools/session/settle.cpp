#include "tools/session/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"
#include "tools/session/discovery.h"

namespace stackc {

static bool names_rule(std::span<const std::string> patterns, const RuleEntry& entry) {
    return patterns.empty() || RuleSelection{{patterns.begin(), patterns.end()}, {}}.includes(entry);
}

static void set_severity(Diagnostic& diagnostic, const RuleEntry& entry, const SessionOptions& options) {
    diagnostic.severity = entry.rule->severity;
    diagnostic.effect = entry.rule->effect;
    if (!diagnostic.is_certain) {
        diagnostic.severity = Severity::info;
        diagnostic.effect = Effect::advice;
    }
    for (const std::string_view key : {entry.id, entry.name}) {
        const auto changed = options.severities.find(std::string(key));
        if (changed != options.severities.end()) diagnostic.severity = changed->second;
    }
}

static bool is_ignored_here(const Path& path, const RuleEntry& entry, const SessionOptions& options) {
    return std::any_of(options.per_path_ignores.begin(), options.per_path_ignores.end(), [&](const auto& ignore) {
        return matches_glob(path, ignore.first) && names_rule(ignore.second, entry);
    });
}

/// True when a rule that the suppression names did not run: then it may well have a use.
static bool may_be_needed(const Suppression& suppression, const SessionOptions& options) {
    for (const RuleEntry& entry : rules::all()) {
        if (names_rule(suppression.rules, entry) && !options.rules.includes(entry)) return true;
    }
    return false;
}

namespace {
struct KnownSuppression {
    Suppression suppression;
    bool is_used = false;
};
}  // namespace

void settle(std::vector<Diagnostic> reported, const SessionOptions& options, Analysis& analysis, const SourceMap& sources) {
    std::map<FileId, std::vector<KnownSuppression>> suppressions;
    for (const std::shared_ptr<const Document>& document : analysis.graph.documents) {
        for (Suppression& found : find_suppressions(*document)) {
            suppressions[document->file()].push_back({std::move(found)});
        }
    }
    const auto keep = [&](Diagnostic& diagnostic) {
        const RuleEntry* entry = find_rule(diagnostic.rule);
        STACKC_ASSERT(entry != nullptr);
        if (!options.rules.includes(*entry)) return false;
        set_severity(diagnostic, *entry, options);
        const FileId file = diagnostic.primary.span.file;
        if (is_ignored_here(sources.path(file), *entry, options)) return false;
        const std::uint32_t line = sources.lines(file).position(diagnostic.primary.span.begin, Encoding::utf8).line;
        bool is_suppressed = false;
        for (KnownSuppression& known : suppressions[file]) {
            if (line < known.suppression.first_line || line > known.suppression.last_line) continue;
            if (!names_rule(known.suppression.rules, *entry)) continue;
            known.is_used = true;
            is_suppressed = true;
        }
        if (is_suppressed) ++analysis.suppressed;
        return !is_suppressed;
    };
    for (Diagnostic& diagnostic : reported) {
        if (keep(diagnostic)) analysis.diagnostics.push_back(std::move(diagnostic));
    }

    std::vector<Diagnostic> about_suppressions;
    Reporter report(about_suppressions);
    for (const auto& [file, list] : suppressions) {
        for (const KnownSuppression& known : list) {
            const Suppression& suppression = known.suppression;
            if (!known.is_used && !may_be_needed(suppression, options)) {
                report.at("STC003", suppression.span, "this suppression suppresses nothing").note("remove the comment");
            }
            if (known.is_used && suppression.reason.empty()) {
                report.at("STC004", suppression.span, "this suppression gives no reason")
                    .note("say after the bracket why the finding does not apply");
            }
        }
    }
    for (Diagnostic& diagnostic : about_suppressions) {
        const RuleEntry* entry = find_rule(diagnostic.rule);
        STACKC_ASSERT(entry != nullptr);
        if (!options.rules.includes(*entry)) continue;
        set_severity(diagnostic, *entry, options);
        analysis.diagnostics.push_back(std::move(diagnostic));
    }

    const auto key = [&](const Diagnostic& d) {
        return std::make_tuple(std::cref(sources.path(d.primary.span.file)), d.primary.span.begin, d.primary.span.end, d.rule,
                               std::string_view(d.primary.text));
    };
    std::stable_sort(analysis.diagnostics.begin(), analysis.diagnostics.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
    const auto last = std::unique(analysis.diagnostics.begin(), analysis.diagnostics.end(),
                                  [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); });
    analysis.diagnostics.erase(last, analysis.diagnostics.end());
    std::sort(analysis.files.begin(), analysis.files.end(),
              [](const AnalysedFile& a, const AnalysedFile& b) { return a.path < b.path; });
    for (AnalysedFile& file : analysis.files) {
        const bool has_refusal = std::any_of(analysis.diagnostics.begin(), analysis.diagnostics.end(), [&](const Diagnostic& d) {
            return d.primary.span.file == file.id && d.effect == Effect::refused;
        });
        file.is_understood = file.is_understood || has_refusal;
    }
}

}  // namespace stackc
