#include "tools/stackc/diagnosis_support.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/diagnostics/display.h"
#include "compiler/diagnostics/render.h"
#include "tools/stackc/layout_support.h"

namespace stackc {

using Json = nlohmann::ordered_json;

/// Unknown lines that are shown; all are counted.
static constexpr std::size_t most_unknown = 5;

static Report report_of(std::span<const Diagnostic> diagnostics, const Report& report) {
    Report part{.sources = report.sources, .diagnostics = diagnostics};
    part.folder = report.folder;
    part.rule = report.rule;
    part.has_color = report.has_color;
    return part;
}

static std::string strong(std::string_view text, bool has_color) {
    return has_color ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

static std::string plural(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

static std::string lines_of(const Explained& explained) {
    if (explained.count == 1) return fmt::format("line {}", explained.first_line);
    return fmt::format("{} times, lines {} to {}", explained.count, explained.first_line,
                       explained.last_line);
}

/// The rules of the symptom that stackc has.
static std::vector<const RuleEntry*> rules_of(const Symptom& symptom) {
    std::vector<const RuleEntry*> entries;
    for (const std::string_view id : split(symptom.rules, ' ')) {
        if (const RuleEntry* entry = id.empty() ? nullptr : find_rule(id)) entries.push_back(entry);
    }
    return entries;
}

static std::string ends_text(const Explained& explained, const Report& report) {
    std::string out;
    for (const Label& end : explained.ends) {
        const Region at = region_of(report.sources, end.span);
        const std::string path = shown_path(report.sources.path(end.span.file), report.folder);
        out += fmt::format("  {}:{}:{}: {}: {}\n", displayed(path), at.start_line, at.start_column,
                           end.text, quoted(report.sources.text(end.span), 80));
    }
    return out;
}

static std::string rules_text(const Symptom& symptom) {
    std::string out;
    for (const RuleEntry* entry : rules_of(symptom))
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", entry->id, entry->name);
    return out.empty() ? out
                       : wrapped(fmt::format("Rules that look for it: {}; `stackc explain {}`.",
                                             out, rules_of(symptom).front()->id),
                                 "  ");
}

static std::string to_text(const Explained& explained, const Report& report) {
    const Symptom& symptom = *explained.match.symptom;
    std::string out = strong(fmt::format("{}: {}", lines_of(explained), quoted(explained.text)),
                             report.has_color) +
                      "\n";
    const std::string who = symptom.program.empty() ? "" : fmt::format("{}: ", symptom.program);
    out += wrapped(fmt::format("{}{}.", who, symptom.meaning), "  ");
    if (!explained.causes.empty())
        return out + "\n" + render_text(report_of(explained.causes, report));
    out += ends_text(explained, report);
    if (!symptom.advice.empty())
        out += wrapped(fmt::format("No finding is behind it; {}.", symptom.advice), "  ");
    if (!symptom.is_consequence) out += rules_text(symptom);
    return out + "\n";
}

std::string diagnosis_text(const LogDiagnosis& diagnosis, const Report& report) {
    std::string out;
    for (const Explained& explained : diagnosis.explained) out += to_text(explained, report);
    if (diagnosis.unknown.empty()) return out;
    const bool is_one = diagnosis.unknown.size() == 1;
    out += fmt::format("{} a failure in a form that stackc does not know:\n",
                       is_one ? "1 line sounds like"
                              : fmt::format("{} lines sound like", diagnosis.unknown.size()));
    for (std::size_t i = 0; i < std::min(most_unknown, diagnosis.unknown.size()); ++i) {
        out += fmt::format("  line {}: {}\n", diagnosis.unknown[i].number,
                           quoted(diagnosis.unknown[i].text));
    }
    if (diagnosis.unknown.size() > most_unknown) out += "  …\n";
    return out;
}

/// Findings in the form of `lint --format json`.
static Json causes_json(const Explained& explained, const Report& report) {
    return Json::parse(render_json(report_of(explained.causes, report)))["diagnostics"];
}

static Json place_json(const SourceMap& sources, Span span, std::uint32_t offset) {
    const Position at = sources.lines(span.file).position(offset, Encoding::code_points);
    return {{"line", at.line + 1}, {"column", at.column + 1}, {"offset", offset}};
}

static Json end_json(const Label& end, const Report& report) {
    return {{"message", end.text},
            {"path", shown_path(report.sources.path(end.span.file), report.folder)},
            {"range",
             {{"start", place_json(report.sources, end.span, end.span.begin)},
              {"end", place_json(report.sources, end.span, end.span.end)}}}};
}

static Json to_json(const Explained& explained, const Report& report) {
    const Symptom& symptom = *explained.match.symptom;
    Json ends = Json::array(), rules = Json::array();
    for (const Label& end : explained.ends) ends.push_back(end_json(end, report));
    for (const RuleEntry* entry : rules_of(symptom)) rules.push_back(entry->id);
    return {{"symptom", symptom.name},
            {"program", symptom.program},
            {"text", explained.text},
            {"count", explained.count},
            {"first_line", explained.first_line},
            {"last_line", explained.last_line},
            {"meaning", symptom.meaning},
            {"advice", symptom.advice},
            {"is_consequence", symptom.is_consequence},
            {"about", explained.match.about},
            {"ends", std::move(ends)},
            {"rules", std::move(rules)},
            {"diagnostics", causes_json(explained, report)}};
}

std::string diagnosis_json(const LogDiagnosis& diagnosis, const Report& report) {
    Json symptoms = Json::array(), unknown = Json::array();
    std::size_t lines = 0;
    for (const Explained& explained : diagnosis.explained) {
        symptoms.push_back(to_json(explained, report));
        lines += explained.count;
    }
    for (const LogLine& line : diagnosis.unknown)
        unknown.push_back({{"line", line.number}, {"text", line.text}});
    const Json root = {{"version", 1},
                       {"summary",
                        {{"explained", lines},
                         {"unknown", diagnosis.unknown.size()},
                         {"other", diagnosis.others}}},
                       {"symptoms", std::move(symptoms)},
                       {"unknown", std::move(unknown)}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summarize(const LogDiagnosis& diagnosis) {
    std::size_t lines = 0;
    for (const Explained& explained : diagnosis.explained) lines += explained.count;
    return fmt::format("{} explained as {}, {} in no known form, {}\n", plural(lines, "line"),
                       plural(diagnosis.explained.size(), "symptom"),
                       plural(diagnosis.unknown.size(), "failure"),
                       plural(diagnosis.others, "other line"));
}

}  // namespace stackc
