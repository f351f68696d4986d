// GitLab's code quality report: a list of findings, each with a fingerprint of its own.
#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/base/assert.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

using Json = nlohmann::ordered_json;

static std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::error: return "critical";
        case Severity::warning: return "major";
        case Severity::info: return "info";
    }
    unreachable("Severity");
}

static std::string hash(const std::string& text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    const std::vector<unsigned char> bytes(text.begin(), text.end());
    SHA256(bytes.data(), bytes.size(), digest.data());
    std::string out;
    for (std::size_t i = 0; i < 16; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

std::string render_gitlab(const Report& report) {
    Json list = Json::array();
    std::map<std::string, std::size_t> seen;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        const Span span = diagnostic.primary.span;
        const std::string path = shown_path(report.sources.path(span.file), report.folder);
        const Region at = region_of(report.sources, span);
        // Lines move; what is the same finding twice in a file is told apart by its number.
        const std::string key = fmt::format("{}\n{}\n{}", diagnostic.rule, path, diagnostic.primary.text);
        const std::string fingerprint = hash(fmt::format("{}\n{}", key, seen[key]++));
        list.push_back({{"description", diagnostic.primary.text},
                        {"check_name", fmt::format("{} {}", diagnostic.rule, report.rule(diagnostic.rule).name)},
                        {"fingerprint", fingerprint},
                        {"severity", severity_name(diagnostic.severity)},
                        {"location", {{"path", path}, {"lines", {{"begin", at.start_line}, {"end", at.end_line}}}}}});
    }
    return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stackc
