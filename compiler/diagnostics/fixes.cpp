#include "compiler/diagnostics/fixes.h"

#include <algorithm>

namespace stackc {

const Fix* chosen_fix(const Diagnostic& diagnostic, Safety least) {
    for (const Fix& fix : diagnostic.fixes) {
        const bool is_allowed = fix.safety == Safety::safe || least == Safety::unsafe;
        if (is_allowed && !fix.edits.empty()) return &fix;
    }
    return nullptr;
}

namespace {

/// The edits taken so far, by place.
class TakenEdits {
  public:
    bool holds(const Edit& edit) const { return edits_.contains(edit); }

    /// True when `edit` and an edit taken before touch the same bytes or insert at one place.
    bool conflicts(const Edit& edit) const {
        const auto after = edits_.lower_bound(edit);
        if (after != edits_.end() && collide(*after, edit)) return true;
        return after != edits_.begin() && collide(*std::prev(after), edit);
    }

    void take(const Edit& edit) { edits_.insert(edit); }
    const std::set<Edit>& edits() const { return edits_; }

  private:
    static bool collide(const Edit& a, const Edit& b) {
        if (a.span.file != b.span.file) return false;
        if (a.span.begin == b.span.begin) return true;
        return a.span.begin < b.span.end && b.span.begin < a.span.end;
    }
    std::set<Edit> edits_;
};

}  // namespace

/// True when the edits lie in their files, in code points, and do not collide with each other.
static bool is_sound(const Fix& fix, const SourceMap& sources) {
    TakenEdits own;
    for (const Edit& edit : fix.edits) {
        const bool is_inside = edit.span.begin <= edit.span.end && edit.span.end <= sources.text(edit.span.file).size();
        if (!is_inside || own.conflicts(edit)) return false;
        own.take(edit);
    }
    return true;
}

static bool try_take(const Fix& fix, TakenEdits& taken) {
    const bool is_known = std::all_of(fix.edits.begin(), fix.edits.end(), [&](const Edit& edit) { return taken.holds(edit); });
    if (is_known) return true;
    if (std::any_of(fix.edits.begin(), fix.edits.end(), [&](const Edit& edit) { return taken.conflicts(edit); })) return false;
    for (const Edit& edit : fix.edits) taken.take(edit);
    return true;
}

AppliedFixes apply_fixes(const SourceMap& sources, std::span<const Diagnostic> diagnostics, Safety least) {
    AppliedFixes result;
    TakenEdits taken;
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
        const Fix* fix = chosen_fix(diagnostics[i], least);
        if (fix != nullptr && is_sound(*fix, sources) && try_take(*fix, taken)) result.applied.push_back(i);
    }
    std::map<FileId, std::uint32_t> done;
    for (const Edit& edit : taken.edits()) {
        std::string& text = result.texts[edit.span.file];
        std::uint32_t& at = done[edit.span.file];
        text += sources.text({edit.span.file, at, edit.span.begin});
        text += edit.replacement;
        at = edit.span.end;
    }
    for (auto& [file, text] : result.texts) text += sources.text(file).substr(done[file]);
    return result;
}

}  // namespace stackc
