#include "tools/session/settle.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"
#include "tools/session/config.h"
#include "tools/session/discovery.h"

namespace stackc {

static bool names_rule(std::span<const std::string> patterns, const RuleEntry& entry) {
    return patterns.empty() || RuleSelection{{patterns.begin(), patterns.end()}, {}}.includes(entry);
}

static void set_severity(Diagnostic& diagnostic, const RuleEntry& entry, const SessionOptions& options) {
    diagnostic.severity = entry.rule->severity;
    diagnostic.effect = entry.rule->effect;
    for (const std::string_view key : {entry.id, entry.name}) {
        const auto changed = options.severities.find(std::string(key));
        if (changed != options.severities.end()) diagnostic.severity = changed->second;
    }
    if (diagnostic.is_certain) return;
    diagnostic.severity = Severity::info;
    diagnostic.effect = Effect::advice;
}

/// What was not read is said even when other rules are asked for; only `ignore` takes it away.
static bool is_selected(const RuleEntry& entry, const RuleSelection& rules) {
    static constexpr std::string_view always[] = {"STC001", "STC008", "STC009"};
    if (std::find(std::begin(always), std::end(always), entry.id) == std::end(always)) return rules.includes(entry);
    return RuleSelection{{std::string(entry.id)}, rules.ignore}.includes(entry);
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

/// What holds for all findings of one file.
struct FileState {
    std::vector<KnownSuppression> suppressions;  // in file order
    std::vector<std::string> ignored;            // rules that per-path-ignores leave out
    bool ignores_all = false;
};

class Settler {
  public:
    Settler(const SessionOptions& options, Analysis& analysis, const SourceMap& sources)
        : options_(options), analysis_(analysis), sources_(sources) {
        for (const std::shared_ptr<const Document>& document : analysis.graph.documents) {
            for (Suppression& found : find_suppressions(*document)) {
                found = as_on_page(std::move(found));
                state(found.span.file).suppressions.push_back({std::move(found)});
            }
        }
        for (auto& [file, known] : states_) {
            std::stable_sort(known.suppressions.begin(), known.suppressions.end(),
                             [](const KnownSuppression& a, const KnownSuppression& b) { return a.suppression.first_line < b.suppression.first_line; });
        }
    }

    void run(std::vector<Diagnostic> reported) {
        for (Diagnostic& diagnostic : reported) {
            to_origin(diagnostic);
            take(diagnostic, true);
        }
        std::vector<Diagnostic> about = about_suppressions();
        for (Diagnostic& diagnostic : about) take(diagnostic, false);
        sort();
        std::sort(analysis_.files.begin(), analysis_.files.end(),
                  [](const AnalysedFile& a, const AnalysedFile& b) { return a.path < b.path; });
    }

  private:
    /// The places of a finding in a page's block as places of the page.
    void to_origin(Diagnostic& diagnostic) const {
        if (analysis_.origins.empty()) return;
        diagnostic.primary.span = origin_of(analysis_, diagnostic.primary.span);
        for (Label& label : diagnostic.related) label.span = origin_of(analysis_, label.span);
        for (Fix& fix : diagnostic.fixes) {
            for (Edit& edit : fix.edits) edit.span = origin_of(analysis_, edit.span);
        }
    }

    Suppression as_on_page(Suppression suppression) const {
        const Span span = origin_of(analysis_, suppression.span);
        if (span.file == suppression.span.file) return suppression;
        const std::uint32_t line = sources_.lines(span.file).position(span.begin, Encoding::utf8).line;
        suppression.last_line = line + (suppression.last_line - suppression.first_line);
        suppression.first_line = line;
        suppression.span = span;
        return suppression;
    }

    FileState& state(FileId file) {
        const auto [slot, is_new] = states_.try_emplace(file);
        if (!is_new) return slot->second;
        for (const auto& [glob, rules] : options_.per_path_ignores) {
            if (!matches_glob(sources_.path(file), glob)) continue;
            slot->second.ignores_all = slot->second.ignores_all || rules.empty();
            slot->second.ignored.insert(slot->second.ignored.end(), rules.begin(), rules.end());
        }
        return slot->second;
    }

    /// Keeps a finding unless it is left out, ignored for its path or suppressed at its line.
    void take(Diagnostic& diagnostic, bool may_be_suppressed) {
        const RuleEntry* entry = find_rule(diagnostic.rule);
        STACKC_ASSERT(entry != nullptr);
        if (!is_selected(*entry, options_.rules)) return;
        FileState& file = state(diagnostic.primary.span.file);
        const bool is_ignored = file.ignores_all || (!file.ignored.empty() && names_rule(file.ignored, *entry));
        if (is_ignored) return;
        if (may_be_suppressed && is_suppressed(diagnostic, *entry, file)) {
            ++analysis_.suppressed;
            return;
        }
        set_severity(diagnostic, *entry, options_);
        analysis_.diagnostics.push_back(std::move(diagnostic));
    }

    bool is_suppressed(const Diagnostic& diagnostic, const RuleEntry& entry, FileState& file) const {
        if (file.suppressions.empty()) return false;
        const Span span = diagnostic.primary.span;
        const std::uint32_t line = sources_.lines(span.file).position(span.begin, Encoding::utf8).line;
        // Only those of this line and the one before can reach it; they are sorted by line.
        auto known = std::lower_bound(file.suppressions.begin(), file.suppressions.end(), line,
                                      [](const KnownSuppression& each, std::uint32_t wanted) { return each.suppression.last_line < wanted; });
        bool is_taken = false;
        for (; known != file.suppressions.end() && known->suppression.first_line <= line; ++known) {
            if (!names_rule(known->suppression.rules, entry)) continue;
            known->is_used = true;
            is_taken = true;
        }
        return is_taken;
    }

    std::vector<Diagnostic> about_suppressions() const {
        std::vector<Diagnostic> found;
        Reporter report(found);
        for (const auto& [id, file] : states_) {
            for (const KnownSuppression& known : file.suppressions) {
                const Suppression& suppression = known.suppression;
                if (!known.is_used && !may_be_needed(suppression, options_)) {
                    report_unused(report, suppression);
                }
                if (known.is_used && suppression.reason.empty()) {
                    report.at("STC004", suppression.span, "this suppression gives no reason")
                        .note("say after the bracket why the finding does not apply");
                }
            }
        }
        return found;
    }

    void report_unused(Reporter& report, const Suppression& suppression) const {
        const auto unknown = std::find_if(suppression.rules.begin(), suppression.rules.end(), [](const std::string& name) { return !describe_unknown_rule(name).empty(); });
        const bool is_misnamed = unknown != suppression.rules.end();
        auto found = report.at("STC003", suppression.span, "this suppression suppresses nothing");
        if (is_misnamed) found.note(describe_unknown_rule(*unknown));
        else found.note("remove the comment").fix("remove the comment", Safety::safe, {{whole_comment(suppression.span), ""}});
    }

    /// The comment with the blanks before it, or with its line where it has that for itself.
    Span whole_comment(Span comment) const {
        const std::string_view text = sources_.text(comment.file);
        std::uint32_t begin = comment.begin;
        while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
        const bool is_alone = begin == 0 || text[begin - 1] == '\n';
        const bool has_end = comment.end < text.size() && text[comment.end] == '\n';
        return {comment.file, begin, comment.end + (is_alone && has_end ? 1 : 0)};
    }

    /// By path, place, rule and message, each once.
    void sort() {
        const auto key = [&](const Diagnostic& d) {
            const Span span = d.primary.span;
            return std::make_tuple(rank_of(span.file), span.begin, span.end, d.rule, std::string_view(d.primary.text));
        };
        std::vector<Diagnostic>& all = analysis_.diagnostics;
        rank_files();
        std::stable_sort(all.begin(), all.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
        const auto last = std::unique(all.begin(), all.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); });
        all.erase(last, all.end());
    }

    /// Comparing paths for each pair of findings is slow; their order is worked out once.
    void rank_files() {
        std::vector<FileId> files;
        for (const Diagnostic& diagnostic : analysis_.diagnostics) files.push_back(diagnostic.primary.span.file);
        std::sort(files.begin(), files.end());
        files.erase(std::unique(files.begin(), files.end()), files.end());
        std::sort(files.begin(), files.end(), [&](FileId a, FileId b) { return sources_.path(a) < sources_.path(b); });
        for (std::size_t i = 0; i < files.size(); ++i) ranks_[files[i]] = i;
    }
    std::size_t rank_of(FileId file) const { return ranks_.at(file); }

    const SessionOptions& options_;
    Analysis& analysis_;
    const SourceMap& sources_;
    std::map<FileId, FileState> states_;
    std::unordered_map<FileId, std::size_t> ranks_;
};

}  // namespace

void settle(std::vector<Diagnostic> reported, const SessionOptions& options, Analysis& analysis, const SourceMap& sources) {
    Settler(options, analysis, sources).run(std::move(reported));
}

}  // namespace stackc
