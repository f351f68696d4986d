#include "compiler/frontends/systemd/entries.h"

#include <fmt/format.h>

#include <optional>

namespace stackc::systemd {

std::vector<UnitEntry> UnitEntries::list(std::string_view section, std::string_view key) const {
    std::vector<UnitEntry> found;
    for (const std::shared_ptr<const Document>& document : documents_) {
        for (const Node* node : find(*document, section, key)) {
            if (value_of(*document, *node).is_empty())
                found.clear();
            else
                found.push_back({document.get(), node});
        }
    }
    return found;
}

/// What a specifier stands for in a unit of the system.
static std::optional<std::string> specifier(char letter, const Path& unit) {
    const std::string name = unit.filename().string();
    const std::string stem = unit.stem().string();
    const std::size_t at = stem.find('@');
    const bool is_template = at != std::string::npos && at + 1 == stem.size();
    switch (letter) {
        case '%':
            return "%";
        case 'n':
            return is_template ? std::nullopt : std::optional(name);
        case 'N':
            return is_template ? std::nullopt : std::optional(stem);
        case 'p':
            return stem.substr(0, at);
        case 'i':
            if (at == std::string::npos) return "";
            return is_template ? std::nullopt : std::optional(stem.substr(at + 1));
        case 't':
            return "/run";
        case 'S':
            return "/var/lib";
        case 'C':
            return "/var/cache";
        case 'L':
            return "/var/log";
        case 'E':
            return "/etc";
        case 'T':
            return "/tmp";
        case 'V':
            return "/var/tmp";
        case 'h':
            return "/root";
        case 'u':
            return "root";
        case 'U':
        case 'G':
            return "0";
        default:
            return std::nullopt;
    }
}

MappedText expand_specifiers(const MappedText& value, const Path& unit) {
    const std::string& text = value.text();
    if (text.find('%') == std::string::npos) return value;
    MappedText out(value.span());
    std::size_t kept = 0;
    for (std::size_t at = text.find('%'); at != std::string::npos && at + 1 < text.size();
         at = text.find('%', at + 2)) {
        out.append(value, kept, at);
        const Span span = value.span(at, at + 2);
        if (const auto replaced = specifier(text[at + 1], unit))
            out.append_replaced(*replaced, span);
        else
            out.append_unknown(text.substr(at, 2), span,
                               fmt::format("`%{}` depends on the machine or the instance", text[at + 1]));
        kept = at + 2;
    }
    out.append(value, kept, text.size());
    return out;
}

}  // namespace stackc::systemd
