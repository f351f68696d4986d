// Folders that systemd-tmpfiles makes at each boot. Facts: tmpfiles.d(5) of systemd 252.
#include <array>
#include <charconv>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/graph/endpoint.h"

namespace stackc::frontends {

namespace {

/// A statement a line: the type, then what the blanks part.
Document parse_tmpfiles(const SourceFile& file, Reporter&) {
    DocumentBuilder builder("tmpfiles", file);
    const std::string_view text = file.text();
    for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
        const std::size_t newline = std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(text.substr(at, newline - at));
        const auto begin = static_cast<std::uint32_t>(line.data() - text.data());
        at = newline + 1;
        if (line.empty()) continue;
        const Span whole{file.id, begin, begin + static_cast<std::uint32_t>(line.size())};
        if (line[0] == '#') {
            builder.comment(whole);
            continue;
        }
        std::vector<Word> words;
        for (std::size_t word = 0; word < line.size();) {
            const std::size_t end = std::min(line.find_first_of(" \t", word), line.size());
            words.push_back(builder.word({file.id, begin + static_cast<std::uint32_t>(word),
                                          begin + static_cast<std::uint32_t>(end)}));
            word = std::min(line.find_first_not_of(" \t", end), line.size());
        }
        builder.statement(whole, whole, words.front(), std::span(words).subspan(1));
    }
    return builder.finish();
}

/// The word at `index`; absent where there is none or it is `-`.
Value<std::string> word_at(std::span<const Word> words, std::size_t index, std::string_view fallback) {
    if (index >= words.size() || words[index].value == "-")
        return Value<std::string>::by_default(std::string(fallback));
    std::string_view text = words[index].value;
    // Signs in front say when it is applied.
    while (text.starts_with(':') || text.starts_with('~')) text.remove_prefix(1);
    if (text.find_first_of("%{$") != std::string_view::npos)
        return Value<std::string>::unknown("it holds a specifier or a placeholder", words[index].span);
    return Value<std::string>::known(std::string(text), words[index].span);
}

Value<Mode> mode_at(std::span<const Word> words) {
    const Value<std::string> text = word_at(words, 1, "");
    if (text.is_unknown()) return Value<Mode>::unknown(text.why_unknown(), text.span());
    if (!text.has_span()) return Value<Mode>::by_default(Mode{0755});
    std::uint32_t bits = 0;
    const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), bits, 8);
    const bool is_mode = error == std::errc{} && stop == text->data() + text->size() && bits <= 07777;
    return is_mode ? Value<Mode>::known(Mode{bits}, text.span())
                   : Value<Mode>::unknown("it is no mode", text.span());
}

void lower_tmpfiles(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const std::shared_ptr<const Document>& document : workspace.documents("tmpfiles")) {
        for (const Node& line : document->nodes()) {
            const std::span<const Word> words = document->args(line);
            // d, D, v, q and Q make a folder, whatever signs stand behind the letter.
            const bool makes = line.kind == NodeKind::statement && !words.empty() &&
                               std::string_view("dDvqQ").find(line.name.value[0]) != std::string_view::npos;
            if (!makes || !words[0].value.starts_with('/') ||
                words[0].value.find_first_of("%{$") != std::string_view::npos)
                continue;
            PathMade made;
            made.path = normal_path(words[0].value);
            made.mode = mode_at(words);
            made.owner = word_at(words, 2, "root");
            made.group = word_at(words, 3, "root");
            made.span = line.span;
            builder.graph.paths_made.push_back(std::move(made));
        }
    }
}

constexpr std::array<std::string_view, 1> globs{"tmpfiles.d/*.conf"};
constexpr std::array<std::string_view, 1> comment_signs{"#"};

}  // namespace

extern constexpr Frontend tmpfiles{
    .name = "tmpfiles",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .parse = parse_tmpfiles,
    .lower = lower_tmpfiles,
};

}  // namespace stackc::frontends
