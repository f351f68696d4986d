#include "compiler/frontends/nginx/typography.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/base/text.h"

namespace stackc::nginx {

namespace {
struct Sign {
    std::string_view text;
    std::string_view what;
    std::string_view instead;
    bool only_at_edge = false;  // inside a word it may be meant
};
constexpr Sign signs[] = {
    {"\u201c", "curly quote", "\"", true},    {"\u201d", "curly quote", "\"", true},
    {"\u201e", "curly quote", "\"", true},    {"\u2018", "curly quote", "'", true},
    {"\u2019", "curly quote", "'", true},     {"\u00a0", "no-break space", " ", false},
    {"\u200b", "zero-width space", "", false}, {"\ufeff", "byte order mark", "", false},
    {"\uff1b", "full-width semicolon", ";", true}, {"\u037e", "Greek question mark", ";", true},
};

struct Found {
    const Sign* sign;
    Span span;
};
}  // namespace

static void find_signs(const Word& word, std::string_view text, std::vector<Found>& found) {
    if (std::none_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80u) != 0; })) return;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const Sign& sign : signs) {
            if (!text.substr(i).starts_with(sign.text)) continue;
            const bool is_edge = i == 0 || i + sign.text.size() == text.size();
            if (sign.only_at_edge && !is_edge) continue;
            const std::uint32_t begin = word.span.begin + static_cast<std::uint32_t>(i);
            found.push_back({&sign, {word.span.file, begin, begin + static_cast<std::uint32_t>(sign.text.size())}});
        }
    }
}

bool has_typography(const Word& word, const Document& document) {
    if (word.quote != 0) return false;
    std::vector<Found> found;
    find_signs(word, document.text(word.span), found);
    return !found.empty();
}

bool report_typography(std::span<const Word> words, const SourceFile& file, Reporter& report) {
    std::vector<Found> found;
    for (const Word& word : words) {
        if (word.quote == 0 && !word.has_hole) find_signs(word, file.text(word.span), found);
    }
    if (found.empty()) return false;
    std::vector<Edit> edits;
    for (const Found& one : found) edits.push_back({one.span, std::string(one.sign->instead)});
    const Found& first = found.front();
    report.at("NGX010", first.span, fmt::format("{} `{}` used as syntax", first.sign->what, quoted(first.sign->text)))
        .note("nginx takes it for a letter of the word")
        .fix(fmt::format("replace by {}", first.sign->instead.empty()  ? "nothing"
                                          : first.sign->instead == " " ? "a blank"
                                                                       : fmt::format("`{}`", first.sign->instead)),
             Safety::safe, std::move(edits));
    return true;
}

}  // namespace stackc::nginx
