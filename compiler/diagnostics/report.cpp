#include "compiler/diagnostics/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

SeverityCounts count(std::span<const Diagnostic> diagnostics) {
    SeverityCounts counts;
    for (const Diagnostic& diagnostic : diagnostics) {
        switch (diagnostic.severity) {
            case Severity::error: ++counts.errors; break;
            case Severity::warning: ++counts.warnings; break;
            case Severity::info: ++counts.infos; break;
        }
    }
    return counts;
}

std::string shown_path(const Path& path, const Path& folder) {
    if (folder.empty()) return path.string();
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    if (end != folder.end() || rest == path.end()) return path.string();
    return path.lexically_relative(folder).string();
}

Region region_of(const SourceMap& sources, Span span) {
    const LineIndex& lines = sources.lines(span.file);
    const Position start = lines.position(span.begin, Encoding::code_points);
    const Position end = lines.position(span.end, Encoding::code_points);
    return {start.line + 1, start.column + 1, end.line + 1, end.column + 1};
}

std::span<const Renderer> renderers() {
    static constexpr Renderer table[] = {
        {"text", render_text},
        {"json", render_json},
        {"sarif", render_sarif},
        {"github", render_github},
        {"gitlab", render_gitlab},
        {"checkstyle", render_checkstyle},
        {"junit", render_junit},
    };
    return table;
}

const Renderer* find_renderer(std::string_view name) {
    for (const Renderer& renderer : renderers()) {
        if (renderer.name == name) return &renderer;
    }
    return nullptr;
}

static std::string counted(std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// "6 files (3 nginx, 2 supervisor, 1 uwsgi)".
static std::string describe_files(const Report& report) {
    std::map<std::string, std::size_t> dialects;
    for (const ReportedFile& file : report.files) {
        if (!file.dialect.empty()) ++dialects[file.dialect];
    }
    std::vector<std::string> pieces;
    for (const auto& [dialect, number] : dialects) pieces.push_back(fmt::format("{} {}", number, dialect));
    if (pieces.empty()) return counted(report.files.size(), "file");
    return fmt::format("{} ({})", counted(report.files.size(), "file"), join(pieces, ", "));
}

static std::string describe_findings(const Report& report, bool is_all_understood) {
    const SeverityCounts counts = count(report.diagnostics);
    std::vector<std::string> pieces;
    if (counts.errors > 0) pieces.push_back(counted(counts.errors, "error"));
    if (counts.warnings > 0) pieces.push_back(counted(counts.warnings, "warning"));
    if (counts.infos > 0) pieces.push_back(counted(counts.infos, "info"));
    if (pieces.empty()) pieces.emplace_back(is_all_understood ? "no findings" : "no findings in what was understood");
    if (report.fixed > 0) pieces.push_back(fmt::format("{} fixed", report.fixed));
    if (report.suppressed > 0) pieces.push_back(fmt::format("{} suppressed", report.suppressed));
    if (report.in_baseline > 0) pieces.push_back(fmt::format("{} in the baseline", report.in_baseline));
    return join(pieces, ", ");
}

std::string summarize(const Report& report) {
    std::vector<std::string> unread;
    for (const ReportedFile& file : report.files) {
        if (!file.is_understood) unread.push_back(quoted(shown_path(file.path, report.folder)));
    }
    if (report.files.empty() && report.diagnostics.empty()) return "nothing checked: no configuration file was found\n";
    std::string out = fmt::format("checked {}: {}\n", describe_files(report), describe_findings(report, unread.empty()));
    if (unread.empty()) return out;
    static constexpr std::size_t most = 5;
    const std::size_t left = unread.size() > most ? unread.size() - most : 0;
    out += fmt::format("not understood in full: {}", join(std::span(unread).first(unread.size() - left), ", "));
    if (left > 0) out += fmt::format(" and {} more", left);
    return out + "\n";
}

}  // namespace stackc
