#include "tools/session/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/base/assert.h"
#include "tools/session/sha256.h"

namespace stackc {

using Json = nlohmann::ordered_json;

static std::string_view to_text(OutputKind kind) {
    switch (kind) {
        case OutputKind::file: return "file";
        case OutputKind::link: return "link";
        case OutputKind::folder: return "folder";
    }
    unreachable("OutputKind");
}

static std::optional<OutputKind> parse_kind(std::string_view text) {
    for (const OutputKind kind : {OutputKind::file, OutputKind::link, OutputKind::folder}) {
        if (text == to_text(kind)) return kind;
    }
    return std::nullopt;
}

/// The text at `key`, or empty where there is none.
static std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<std::map<std::string, ManifestEntry>> parse_manifest(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || text_at(json, "writer") != "stackc") return std::nullopt;
    const auto files = json.find("files");
    if (files == json.end() || !files->is_array()) return std::nullopt;
    std::map<std::string, ManifestEntry> entries;
    for (const Json& file : *files) {
        if (!file.is_object()) return std::nullopt;
        const std::optional<OutputKind> kind = parse_kind(text_at(file, "kind"));
        const std::string path = text_at(file, "path");
        if (!kind || path.empty()) return std::nullopt;
        entries[path] = {*kind, text_at(file, "sha256"), text_at(file, "target")};
    }
    return entries;
}

static Json to_json(Position position, std::uint32_t offset) {
    return {{"line", position.line + 1}, {"column", position.column + 1}, {"offset", offset}};
}

static Json to_json(Span span, const Path& base, const SourceMap& sources) {
    const LineIndex& lines = sources.lines(span.file);
    return {{"path", sources.path(span.file).lexically_relative(base).generic_string()},
            {"start", to_json(lines.position(span.begin, Encoding::code_points), span.begin)},
            {"end", to_json(lines.position(span.end, Encoding::code_points), span.end)}};
}

static Json to_json(const OutputFile& file, const Path& base, const SourceMap& sources) {
    Json json{{"path", file.path}, {"kind", to_text(file.kind)}};
    if (file.kind == OutputKind::link) json["target"] = file.link_to;
    if (file.kind != OutputKind::link) json["mode"] = to_text(file.mode);
    json["owner"] = file.owner;
    json["group"] = file.group;
    if (file.kind == OutputKind::file) json["sha256"] = sha256(file.text);
    std::vector<Span> spans = file.from;
    std::sort(spans.begin(), spans.end());
    spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
    json["from"] = Json::array();
    for (const Span span : spans) json["from"].push_back(to_json(span, base, sources));
    return json;
}

std::string render_manifest(const ManifestHead& head, std::span<const OutputFile> files, const SourceMap& sources) {
    Json json{{"version", 1}, {"writer", "stackc"}, {"stack", head.stack}, {"description", head.description}, {"layout", head.layout}};
    if (!head.profile.empty()) json["profile"] = head.profile;
    json["files"] = Json::array();
    for (const OutputFile& file : files) json["files"].push_back(to_json(file, head.base, sources));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stackc
