#include "tools/session/fix_all.h"

#include <algorithm>
#include <set>

#include "compiler/diagnostics/fixes.h"

namespace stackc {

namespace {

/// Past this many rounds a fix undoes another; stop rather than turn in circles.
constexpr int most_rounds = 20;
/// How many fixes are tried one by one when a round as a whole made things worse.
constexpr std::size_t most_trials = 100;

class Fixer {
  public:
    Fixer(const FileSystem& files, const SessionOptions& options, std::span<const Path> roots, Safety least)
        : files_(files), overlay_(files), session_(overlay_, options), roots_(roots), least_(least) {}

    FixResult run() {
        result_.analysis = session_.analyse(roots_);
        const std::size_t at_first = result_.analysis.diagnostics.size();
        for (int round = 0; round < most_rounds; ++round) {
            if (!try_round(result_.analysis.diagnostics) && !try_one_by_one()) break;
        }
        result_.fixed = at_first - result_.analysis.diagnostics.size();
        std::erase_if(result_.files, [](const auto& entry) { return entry.second.before == entry.second.after; });
        return std::move(result_);
    }

  private:
    /// Applies the fixes of `diagnostics` and keeps them when fewer findings are left.
    bool try_round(std::span<const Diagnostic> diagnostics) {
        const std::shared_ptr<const SourceMap> sources = result_.analysis.sources;
        const AppliedFixes applied = apply_fixes(*sources, diagnostics, least_);
        if (applied.texts.empty() || !may_change(applied, *sources)) return false;
        for (const auto& [file, text] : applied.texts) overlay_.set(sources->path(file), text);
        Analysis after = session_.analyse(roots_);
        if (!is_better(after)) {
            for (const auto& [file, text] : applied.texts) put_back(sources->path(file));
            return false;
        }
        for (const auto& [file, text] : applied.texts) note_change(sources->path(file), *sources, file, text);
        result_.analysis = std::move(after);
        return true;
    }

    bool try_one_by_one() {
        std::size_t trials = 0;
        const std::vector<Diagnostic> diagnostics = result_.analysis.diagnostics;
        for (const Diagnostic& diagnostic : diagnostics) {
            if (chosen_fix(diagnostic, least_) == nullptr) continue;
            if (++trials > most_trials) return false;
            // After the first that helps, places have moved: start a new round.
            if (try_round({&diagnostic, 1})) return true;
        }
        return false;
    }

    /// Only texts that were read from the workspace itself are changed, never a link's goal twice.
    bool may_change(const AppliedFixes& applied, const SourceMap& sources) const {
        return std::all_of(applied.texts.begin(), applied.texts.end(), [&](const auto& entry) {
            return files_.status(sources.path(entry.first)).kind == FileKind::regular;
        });
    }

    bool is_better(const Analysis& after) const {
        const auto broken = [](const Analysis& analysis) {
            return std::count_if(analysis.files.begin(), analysis.files.end(), [](const AnalysedFile& file) { return !file.is_understood; });
        };
        const auto errors = [](const Analysis& analysis) {
            return std::count_if(analysis.diagnostics.begin(), analysis.diagnostics.end(),
                                 [](const Diagnostic& each) { return each.severity == Severity::error; });
        };
        const Analysis& before = result_.analysis;
        return after.diagnostics.size() < before.diagnostics.size() && errors(after) <= errors(before) &&
               broken(after) <= broken(before);
    }

    void put_back(const Path& path) {
        const auto changed = result_.files.find(path);
        if (changed == result_.files.end()) overlay_.erase(path);
        else overlay_.set(path, changed->second.after);
    }

    void note_change(const Path& path, const SourceMap& sources, FileId file, const std::string& text) {
        const auto [slot, is_new] = result_.files.try_emplace(path);
        if (is_new) slot->second.before = sources.text(file);
        slot->second.after = text;
    }

    const FileSystem& files_;
    OverlayFileSystem overlay_;
    Session session_;
    std::span<const Path> roots_;
    Safety least_;
    FixResult result_;
};

}  // namespace

FixResult fix_all(const FileSystem& files, const SessionOptions& options, std::span<const Path> roots, Safety least) {
    return Fixer(files, options, roots, least).run();
}

}  // namespace stackc
