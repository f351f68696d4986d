// The stable JSON of the product contract: version 1, sorted as given, places as lines and
// columns from 1 (columns in code points) and byte offsets from 0.
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

using Json = nlohmann::ordered_json;

namespace {

class JsonRenderer {
  public:
    explicit JsonRenderer(const Report& report) : report_(report) {}

    Json render() const {
        const SeverityCounts counts = count(report_.diagnostics);
        Json files = Json::array();
        for (const ReportedFile& file : report_.files) {
            files.push_back({{"path", shown_path(file.path, report_.folder)}, {"dialect", dialect(file)}, {"understood", file.is_understood}});
        }
        Json diagnostics = Json::array();
        for (const Diagnostic& diagnostic : report_.diagnostics) diagnostics.push_back(to_json(diagnostic));
        return {{"version", 1},
                {"summary",
                 {{"files", report_.files.size()},
                  {"errors", counts.errors},
                  {"warnings", counts.warnings},
                  {"infos", counts.infos},
                  {"suppressed", report_.suppressed},
                  {"fixed", report_.fixed}}},
                {"files", std::move(files)},
                {"diagnostics", std::move(diagnostics)}};
    }

  private:
    static Json dialect(const ReportedFile& file) { return file.dialect.empty() ? Json(nullptr) : Json(file.dialect); }

    Json place(Span span, std::uint32_t offset) const {
        const Position at = report_.sources.lines(span.file).position(offset, Encoding::code_points);
        return {{"line", at.line + 1}, {"column", at.column + 1}, {"offset", offset}};
    }

    Json range(Span span) const { return {{"start", place(span, span.begin)}, {"end", place(span, span.end)}}; }

    std::string path(Span span) const { return shown_path(report_.sources.path(span.file), report_.folder); }

    Json to_json(const Label& label) const {
        return {{"message", label.text}, {"path", path(label.span)}, {"range", range(label.span)}};
    }

    Json to_json(const Fix& fix) const {
        Json edits = Json::array();
        for (const Edit& edit : fix.edits) {
            edits.push_back({{"path", path(edit.span)}, {"range", range(edit.span)}, {"text", edit.replacement}});
        }
        return {{"title", fix.title}, {"safety", to_text(fix.safety)}, {"edits", std::move(edits)}};
    }

    Json to_json(const Diagnostic& diagnostic) const {
        const RuleInfo rule = report_.rule(diagnostic.rule);
        Json related = Json::array();
        for (const Label& label : diagnostic.related) related.push_back(to_json(label));
        Json fixes = Json::array();
        for (const Fix& fix : diagnostic.fixes) fixes.push_back(to_json(fix));
        return {{"rule", rule.id},
                {"name", rule.name},
                {"severity", to_text(diagnostic.severity)},
                {"effect", to_text(diagnostic.effect)},
                {"message", diagnostic.primary.text},
                {"path", path(diagnostic.primary.span)},
                {"range", range(diagnostic.primary.span)},
                {"related", std::move(related)},
                {"notes", diagnostic.notes},
                {"fixes", std::move(fixes)},
                {"url", rule.url}};
    }

    const Report& report_;
};

}  // namespace

std::string render_json(const Report& report) {
    // Bytes that are no UTF-8 become U+FFFD: JSON has no way to hold them.
    return JsonRenderer(report).render().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stackc
