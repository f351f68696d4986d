// A baseline: findings that were there when the checking began, and are not shown again. A
// finding is known by its rule, path and the text of its line, so that it may move.
#pragma once

#include <map>
#include <span>
#include <string>

#include "compiler/base/result.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_map.h"

namespace stackc {

class Baseline {
  public:
    /// What a file says, as `to_text` wrote it; the reason when it is something else.
    static Result<Baseline, std::string> parse(std::string_view text);

    /// The findings as they are now; paths are kept relative to `folder`.
    static Baseline of(std::span<const Diagnostic> diagnostics, const SourceMap& sources, const Path& folder);

    std::string to_text() const;

    /// Takes out of `diagnostics` those that the baseline holds, each entry once, and gives their
    /// number.
    std::size_t subtract(std::vector<Diagnostic>& diagnostics, const SourceMap& sources, const Path& folder);

    /// How many findings it holds that nothing was taken out for: they are mended.
    std::size_t left() const;

  private:
    struct Entry {
        std::string path;
        std::string rule;
        std::string fingerprint;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };
    static Entry entry_of(const Diagnostic& diagnostic, const SourceMap& sources, const Path& folder);
    std::map<Entry, std::size_t> entries_;
};

}  // namespace stackc
