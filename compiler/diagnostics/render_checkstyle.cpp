// Checkstyle's XML: findings grouped by file.
#include <fmt/format.h>

#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/xml.h"

namespace stackc {

std::string render_checkstyle(const Report& report) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
    const FileId* open = nullptr;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        const Span& span = diagnostic.primary.span;
        if (open == nullptr || *open != span.file) {
            if (open != nullptr) out += "  </file>\n";
            out += fmt::format("  <file name=\"{}\">\n", xml_text(shown_path(report.sources.path(span.file), report.folder)));
            open = &span.file;
        }
        const Region at = region_of(report.sources, span);
        out += fmt::format("    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"stackc.{}\"/>\n", at.start_line,
                           at.start_column, to_text(diagnostic.severity), xml_text(diagnostic.primary.text), diagnostic.rule);
    }
    if (open != nullptr) out += "  </file>\n";
    return out + "</checkstyle>\n";
}

}  // namespace stackc
