// What a renderer gets: the settled diagnostics of one run, the files looked at and the facts
// about rules, as values. Renderers are pure functions from a Report to text.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_map.h"

namespace stackc {

/// What may be said of a rule; the tables that hold it lie further down the layout.
struct RuleInfo {
    std::string_view id;
    std::string_view name;
    std::string_view summary;
    std::string_view why;
    Severity severity = Severity::warning;
    Effect effect = Effect::risk;
    std::string url;
};

struct ReportedFile {
    Path path;
    std::string dialect;        // empty: in none that is known
    bool is_understood = true;  // false: part of it could not be read
};

struct Report {
    const SourceMap& sources;
    std::span<const Diagnostic> diagnostics;  // in the order they are shown
    std::vector<ReportedFile> files;          // sorted by path
    std::size_t suppressed = 0;
    std::size_t in_baseline = 0;
    std::size_t fixed = 0;
    Path folder;  // paths below it are shown relative to it
    std::function<RuleInfo(std::string_view id)> rule;
    bool has_color = false;
};

/// How many diagnostics of each severity there are.
struct SeverityCounts {
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t infos = 0;
};
SeverityCounts count(std::span<const Diagnostic> diagnostics);

/// `path` as it is shown: relative to `folder` when it lies below, else absolute.
std::string shown_path(const Path& path, const Path& folder);

/// A place as people and most formats count: lines and columns (in code points) from 1, the end
/// exclusive.
struct Region {
    std::uint32_t start_line = 1, start_column = 1;
    std::uint32_t end_line = 1, end_column = 1;
};
Region region_of(const SourceMap& sources, Span span);

/// A way to write a report: `name` is what `--format` takes.
struct Renderer {
    std::string_view name;
    std::string (*render)(const Report& report);
};

/// Every renderer, in the order in which help names them.
std::span<const Renderer> renderers();

/// The renderer of that name, or null.
const Renderer* find_renderer(std::string_view name);

/// What was looked at and found, in a few lines for standard error. Never says that all is well
/// when part of the input was not understood.
std::string summarize(const Report& report);

}  // namespace stackc
