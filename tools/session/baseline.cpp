#include "tools/session/baseline.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/diagnostics/report.h"

namespace stackc {

using Json = nlohmann::ordered_json;

/// The line's words, one blank apart: indenting a block changes nothing.
static std::string normalised(std::string_view line) {
    std::string result;
    for (const char c : trim(line)) {
        const bool is_blank = c == ' ' || c == '\t';
        if (!is_blank) result += c;
        else if (!result.ends_with(' ')) result += ' ';
    }
    return result;
}

static std::string hash(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    std::vector<unsigned char> bytes(text.begin(), text.end());
    SHA256(bytes.data(), bytes.size(), digest.data());
    std::string result;
    for (std::size_t i = 0; i < 16; ++i) result += fmt::format("{:02x}", digest[i]);
    return result;
}

Baseline::Entry Baseline::entry_of(const Diagnostic& diagnostic, const SourceMap& sources, const Path& folder) {
    const Span span = diagnostic.primary.span;
    const LineIndex& lines = sources.lines(span.file);
    const std::string_view line = lines.line(lines.position(span.begin, Encoding::utf8).line);
    return {shown_path(sources.path(span.file), folder), std::string(diagnostic.rule), hash(normalised(line))};
}

Baseline Baseline::of(std::span<const Diagnostic> diagnostics, const SourceMap& sources, const Path& folder) {
    Baseline result;
    for (const Diagnostic& diagnostic : diagnostics) ++result.entries_[entry_of(diagnostic, sources, folder)];
    return result;
}

std::string Baseline::to_text() const {
    Json findings = Json::array();
    for (const auto& [entry, count] : entries_) {
        findings.push_back({{"path", entry.path}, {"rule", entry.rule}, {"fingerprint", entry.fingerprint}, {"count", count}});
    }
    const Json root = {{"version", 1}, {"findings", std::move(findings)}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Baseline, std::string> Baseline::parse(std::string_view text) {
    const Json root = Json::parse(text, nullptr, false);
    const bool is_ours = root.is_object() && root.contains("version") && root["version"] == 1 && root.contains("findings");
    if (!is_ours) return std::string("not a baseline of this version");
    Baseline result;
    for (const Json& finding : root["findings"]) {
        try {
            Entry entry{finding.at("path").get<std::string>(), finding.at("rule").get<std::string>(),
                        finding.at("fingerprint").get<std::string>()};
            result.entries_[std::move(entry)] += finding.at("count").get<std::size_t>();
        } catch (const Json::exception&) {
            return std::string("a finding without path, rule, fingerprint and count");
        }
    }
    return result;
}

std::size_t Baseline::subtract(std::vector<Diagnostic>& diagnostics, const SourceMap& sources, const Path& folder) {
    return std::erase_if(diagnostics, [&](const Diagnostic& diagnostic) {
        const auto found = entries_.find(entry_of(diagnostic, sources, folder));
        if (found == entries_.end()) return false;
        if (--found->second == 0) entries_.erase(found);
        return true;
    });
}

std::size_t Baseline::left() const {
    std::size_t total = 0;
    for (const auto& [entry, count] : entries_) total += count;
    return total;
}

}  // namespace stackc
