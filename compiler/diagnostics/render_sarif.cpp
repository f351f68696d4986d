// SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), one run.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "compiler/base/assert.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

using Json = nlohmann::ordered_json;

static std::string_view level(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::info: return "note";
    }
    unreachable("Severity");
}

/// A path as a relative URI reference, or a file URI where it is absolute (RFC 3986).
static std::string to_uri(std::string_view path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              std::string_view("/-._~").find(c) != std::string_view::npos;
        uri += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri;
}

namespace {

class SarifRenderer {
  public:
    explicit SarifRenderer(const Report& report) : report_(report) {}

    Json render() {
        Json results = Json::array();
        for (const Diagnostic& diagnostic : report_.diagnostics) results.push_back(result(diagnostic));
        const Json driver = {{"name", "stackc"},
                             {"version", STACKC_VERSION},
                             {"informationUri", "https://github.com/stackc/stackc"},
                             {"rules", std::move(rules_)}};
        const Json run = {{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
        return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    }

  private:
    std::size_t rule_index(const Diagnostic& diagnostic) {
        const auto [slot, is_new] = indexes_.try_emplace(diagnostic.rule, rules_.size());
        if (!is_new) return slot->second;
        const RuleInfo rule = report_.rule(diagnostic.rule);
        rules_.push_back({{"id", rule.id},
                          {"name", rule.name},
                          {"shortDescription", {{"text", rule.summary}}},
                          {"fullDescription", {{"text", rule.why}}},
                          {"defaultConfiguration", {{"level", level(rule.severity)}}},
                          {"helpUri", rule.url},
                          {"properties", {{"effect", to_text(rule.effect)}}}});
        return slot->second;
    }

    Json artifact(FileId file) const { return {{"uri", to_uri(shown_path(report_.sources.path(file), report_.folder))}}; }

    Json region(Span span) const {
        const Region at = region_of(report_.sources, span);
        return {{"startLine", at.start_line}, {"startColumn", at.start_column}, {"endLine", at.end_line},
                {"endColumn", at.end_column}, {"byteOffset", span.begin},       {"byteLength", span.size()}};
    }

    Json location(Span span) const {
        return {{"physicalLocation", {{"artifactLocation", artifact(span.file)}, {"region", region(span)}}}};
    }

    Json fix(const Fix& fix) const {
        std::map<FileId, Json> replacements;
        for (const Edit& edit : fix.edits) {
            const Json replacement = {{"deletedRegion", region(edit.span)}, {"insertedContent", {{"text", edit.replacement}}}};
            replacements.try_emplace(edit.span.file, Json::array()).first->second.push_back(replacement);
        }
        Json changes = Json::array();
        for (auto& [file, list] : replacements) changes.push_back({{"artifactLocation", artifact(file)}, {"replacements", std::move(list)}});
        return {{"description", {{"text", fix.title}}}, {"artifactChanges", std::move(changes)}};
    }

    Json result(const Diagnostic& diagnostic) {
        std::string text = diagnostic.primary.text;
        for (const std::string& note : diagnostic.notes) text += "\n" + note;
        Json out = {{"ruleId", diagnostic.rule},
                    {"ruleIndex", rule_index(diagnostic)},
                    {"level", level(diagnostic.severity)},
                    {"message", {{"text", text}}},
                    {"locations", Json::array({location(diagnostic.primary.span)})}};
        Json related = Json::array();
        for (const Label& label : diagnostic.related) {
            Json place = {{"id", related.size() + 1}};
            place.update(location(label.span));
            place["message"] = {{"text", label.text}};
            related.push_back(std::move(place));
        }
        Json fixes = Json::array();
        for (const Fix& each : diagnostic.fixes) {
            if (!each.edits.empty()) fixes.push_back(fix(each));
        }
        if (!related.empty()) out["relatedLocations"] = std::move(related);
        if (!fixes.empty()) out["fixes"] = std::move(fixes);
        return out;
    }

    const Report& report_;
    Json rules_ = Json::array();
    std::map<std::string_view, std::size_t> indexes_;
};

}  // namespace

std::string render_sarif(const Report& report) {
    return SarifRenderer(report).render().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stackc
