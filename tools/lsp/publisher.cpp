#include "tools/lsp/publisher.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "tools/lsp/convert.h"
#include "tools/lsp/uri.h"
#include "tools/session/report.h"

namespace stackc::lsp {

static void show_other_ends(const Diagnostic& diagnostic, const SourceMap& sources, std::vector<ShownDiagnostic>& out) {
    std::set<Span> seen;
    for (const Label& label : diagnostic.related) {
        if (label.span.file == diagnostic.primary.span.file || !seen.insert(label.span).second) continue;
        out.push_back({sources.path(label.span.file), label.span, &diagnostic, true});
    }
}

std::vector<ShownDiagnostic> shown(const Analysis& analysis) {
    std::vector<ShownDiagnostic> result;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        const Span span = diagnostic.primary.span;
        result.push_back({analysis.sources->path(span.file), span, &diagnostic, false});
        show_other_ends(diagnostic, *analysis.sources, result);
    }
    return result;
}

static Json related(const Label& label, const SourceMap& sources, Encoding encoding) {
    const Span span = label.span;
    return {{"location", {{"uri", to_uri(sources.path(span.file))}, {"range", to_range(sources.lines(span.file), span, encoding)}}},
            {"message", label.text}};
}

static std::string message(const Diagnostic& diagnostic) {
    std::string result = diagnostic.primary.text;
    for (const std::string& note : diagnostic.notes) result += "\n" + note;
    return result;
}

Json to_json(const ShownDiagnostic& shown, const Analysis& analysis, Encoding encoding) {
    const Diagnostic& diagnostic = *shown.diagnostic;
    Json places = Json::array();
    if (shown.is_other_end) places.push_back(related(diagnostic.primary, *analysis.sources, encoding));
    for (const Label& label : diagnostic.related) {
        if (label.span != shown.span) places.push_back(related(label, *analysis.sources, encoding));
    }
    Json fixes = Json::array();
    for (const Fix& fix : diagnostic.fixes) fixes.push_back({{"title", fix.title}, {"safety", to_text(fix.safety)}});
    return {{"range", to_range(analysis.sources->lines(shown.span.file), shown.span, encoding)},
            {"severity", to_lsp(diagnostic.severity)},
            {"code", diagnostic.rule},
            {"codeDescription", {{"href", rule_url(diagnostic.rule)}}},
            {"source", "stackc"},
            {"message", message(diagnostic)},
            {"relatedInformation", std::move(places)},
            {"data", {{"is_other_end", shown.is_other_end}, {"fixes", std::move(fixes)}}}};
}

std::map<Path, Json> all_diagnostics(const Projects& projects, Encoding encoding) {
    std::map<Path, Json> now;
    for (const Project* project : projects.all()) {
        if (!project->analysis()) continue;
        for (const ShownDiagnostic& entry : shown(*project->analysis())) {
            Json& list = now.try_emplace(entry.path, Json::array()).first->second;
            Json json = to_json(entry, *project->analysis(), encoding);
            // A file of two projects says the same thing once.
            if (std::find(list.begin(), list.end(), json) == list.end()) list.push_back(std::move(json));
        }
    }
    return now;
}

std::vector<Json> Publisher::changes(const Projects& projects, Encoding encoding) {
    std::map<Path, Json> now = all_diagnostics(projects, encoding);
    std::map<std::string, Json> next;
    std::map<std::string, std::int64_t> versions;
    for (const auto& [path, buffer] : projects.buffers()) versions[buffer.uri] = buffer.version;
    for (auto& [path, list] : now) {
        const Buffer* buffer = projects.buffer(path);
        next[buffer != nullptr ? buffer->uri : to_uri(path)] = std::move(list);
    }
    for (const auto& [uri, list] : sent_) next.try_emplace(uri, Json::array());
    std::vector<Json> result;
    for (const auto& [uri, list] : next) {
        const auto last = sent_.find(uri);
        if (last == sent_.end() ? list.empty() : last->second == list) continue;
        Json params{{"uri", uri}, {"diagnostics", list}};
        if (const auto version = versions.find(uri); version != versions.end()) params["version"] = version->second;
        result.push_back(std::move(params));
    }
    std::erase_if(next, [](const auto& entry) { return entry.second.empty(); });
    sent_ = std::move(next);
    return result;
}

}  // namespace stackc::lsp
