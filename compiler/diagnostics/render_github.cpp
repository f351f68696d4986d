// GitHub Actions' workflow commands: `::error file=…,line=…::message`, one line a finding.
#include <fmt/format.h>

#include "compiler/base/assert.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

static std::string_view command(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::info: return "notice";
    }
    unreachable("Severity");
}

/// The characters that end a command or a part of one, as its reader decodes them: `%`, CR and LF
/// everywhere, `:` and `,` in properties (GitHub's documentation of workflow commands; toolkit,
/// packages/core/src/command.ts). Other control characters it would show as they are.
static std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        const bool is_decoded = special.find(c) != std::string_view::npos;
        const bool is_control = static_cast<unsigned char>(c) < 0x20 && c != '\t';
        if (is_decoded) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        else if (is_control) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out;
}

static std::string message(std::string_view text) { return escaped(text, "%\r\n"); }
static std::string property(std::string_view text) { return escaped(text, "%\r\n:,"); }

/// Columns are allowed only where a finding ends on the line that it begins on.
static std::string columns(const Region& at) {
    return at.start_line == at.end_line ? fmt::format(",col={},endColumn={}", at.start_column, at.end_column) : "";
}

std::string render_github(const Report& report) {
    std::string out;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        const Span span = diagnostic.primary.span;
        const Region at = region_of(report.sources, span);
        const RuleInfo rule = report.rule(diagnostic.rule);
        std::string text = diagnostic.primary.text;
        for (const Label& label : diagnostic.related) {
            const Region there = region_of(report.sources, label.span);
            text += fmt::format("\n{}:{}: {}", shown_path(report.sources.path(label.span.file), report.folder), there.start_line, label.text);
        }
        for (const std::string& note : diagnostic.notes) text += "\n" + note;
        out += fmt::format("::{} file={},line={},endLine={}{},title={}::{}\n", command(diagnostic.severity),
                           property(shown_path(report.sources.path(span.file), report.folder)), at.start_line, at.end_line,
                           columns(at), property(fmt::format("{} {}", rule.id, rule.name)), message(text));
    }
    return out;
}

}  // namespace stackc
