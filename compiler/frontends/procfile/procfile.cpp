// A Procfile: `web: gunicorn shop.wsgi`, a line a process. Facts: honcho 1.1 environ.py
// parse_procfile, and Heroku's manual "The Procfile".
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"

namespace stackc::frontends {

namespace {

bool is_name(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
               std::string_view::npos;
}

/// A statement for each `name: command`; lines of any other form are passed over.
Document parse_procfile(const SourceFile& file, Reporter&) {
    DocumentBuilder builder("procfile", file);
    const std::string_view text = file.text();
    for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
        const std::size_t newline = std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(text.substr(at, newline - at));
        const auto begin = static_cast<std::uint32_t>(line.data() - text.data());
        at = newline + 1;
        if (line.empty()) continue;
        const Span whole{file.id, begin, begin + static_cast<std::uint32_t>(line.size())};
        const std::size_t colon = line.find(':');
        const std::string_view name = line.substr(0, std::min(colon, line.size()));
        if (line[0] == '#') {
            builder.comment(whole);
        } else if (colon == std::string_view::npos || !is_name(name)) {
            builder.opaque(whole);
        } else {
            const std::string_view command = trim(line.substr(colon + 1));
            const auto start = static_cast<std::uint32_t>(command.data() - text.data());
            const Word key = builder.word({file.id, begin, begin + static_cast<std::uint32_t>(colon)});
            const std::array words{
                builder.word({file.id, start, start + static_cast<std::uint32_t>(command.size())})};
            builder.statement(whole, whole, key,
                              std::span(words).first(command.empty() ? 0 : 1));
        }
    }
    return builder.finish();
}

/// Runs the command through a shell, as every runner of Procfiles does.
Program program_of(const Document& document, const Node& line) {
    const Word& script = document.args(line)[0];
    const Span start{script.span.file, script.span.begin, script.span.begin};
    Program program;
    program.manager = ManagerKind::none;
    program.name = std::string(line.name.value);
    program.name_span = line.name.span;
    program.span = line.span;
    program.file = document.file();
    program.command = {{"sh", start, false}, {"-c", start, false},
                       {std::string(script.value), script.span, false}};
    program.command_text = Value<std::string>::known(std::string(script.value), script.span);
    program.stop_signal = Value<std::string>::by_default("TERM");
    // The platform says where the web process listens.
    program.environment.push_back(
        {"PORT", Value<std::string>::unknown("the platform sets it", line.name.span), {}, line.name.span});
    return program;
}

void lower_procfile(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const std::shared_ptr<const Document>& document : workspace.documents("procfile")) {
        for (const Node& line : document->nodes()) {
            const bool starts = line.kind == NodeKind::statement && !document->args(line).empty();
            // The release phase runs once, before the others.
            if (starts && line.name.value != "release") builder.add(program_of(*document, line));
        }
    }
}

constexpr std::array<std::string_view, 2> globs{"Procfile", "Procfile.*"};
constexpr std::array<std::string_view, 1> comment_signs{"#"};

}  // namespace

extern constexpr Frontend procfile{
    .name = "procfile",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .parse = parse_procfile,
    .lower = lower_procfile,
};

}  // namespace stackc::frontends
