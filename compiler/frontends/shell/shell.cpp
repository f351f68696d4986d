// Start scripts: `gunicorn_start`, `start.sh`, `entrypoint.sh`. They are read where a manager's
// program or a container starts them, and so is the text of `sh -c "…"`.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/shell/script.h"

namespace stackc::frontends {

using stackc::shell::Token;
using stackc::shell::TokenKind;

// ---------------------------------------------------------------------------------- parsing

/// A statement for each simple command; the signs between them are opaque.
static Document parse_shell(const SourceFile& file, Reporter&) {
    DocumentBuilder builder("shell", file);
    const std::string_view text = file.text();
    const auto span = [&](std::size_t begin, std::size_t end) {
        return Span{file.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    };
    std::size_t done = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    // A backslash that joins two lines belongs to nobody else.
    const auto fill = [&](std::size_t to) {
        for (std::size_t at = text.find('\\', done); at < to; at = text.find('\\', at + 1)) builder.opaque(span(at, at + 1));
    };
    const std::vector<Token> tokens = stackc::shell::tokenize(text);
    const auto is_part = [](const Token& token) { return token.kind == TokenKind::word || token.kind == TokenKind::redirection; };
    for (std::size_t i = 0; tokens[i].kind != TokenKind::end;) {
        const Token& token = tokens[i];
        fill(token.begin);
        if (!is_part(token)) {
            const bool is_newline = token.in(text) == "\n";
            if (token.kind == TokenKind::comment) builder.comment(span(token.begin, token.end));
            else if (!is_newline) builder.opaque(span(token.begin, token.end));
            done = token.end;
            ++i;
            continue;
        }
        std::vector<Word> words;
        for (; is_part(tokens[i]); ++i) words.push_back(builder.word(span(tokens[i].begin, tokens[i].end)));
        const Span whole = join(words.front().span, words.back().span);
        builder.statement(whole, whole, words.front(), std::span(words).subspan(1));
        done = whole.end;
    }
    fill(text.size());
    return builder.finish();
}

/// What `#!` names, or the file's ending.
static int looks_like_script(const SourceFile& file) {
    const std::string_view first = file.text().substr(0, std::min<std::size_t>(file.text().find('\n'), 200));
    if (first.starts_with("#!")) {
        for (const std::string_view shell : {"/sh", "bash", "dash", "/ash", "zsh", "ksh", " sh"}) {
            if (first.find(shell) != std::string_view::npos) return 60;
        }
        return -100;
    }
    const Path ending = file.path.extension();
    return ending == ".sh" || ending == ".bash" ? 60 : 0;
}

// --------------------------------------------------------------------------------- lowering

/// The state in which a manager starts its program.
static stackc::shell::State state_of(const Program& program) {
    stackc::shell::State state;
    for (const EnvVariable& variable : program.environment) {
        MappedText value(variable.span);
        if (variable.value.is_known()) value.append_replaced(*variable.value, variable.value.span_or(variable.span));
        else value.append_unknown("", variable.span, variable.value.why_unknown());
        state.set_exported(variable.name, std::move(value));
    }
    state.knows_all_variables = program.is_environment_known;
    state.directory = program.directory;
    state.user = program.user;
    state.group = program.group;
    state.umask = program.umask;
    return state;
}

static stackc::shell::Outcome follow(const Workspace& workspace, const GraphBuilder& builder, const Program& program,
                             std::span<const Argument> command) {
    const Container* container = program.container ? &builder.graph.at(*program.container) : nullptr;
    return stackc::shell::Follower(workspace, container, program.file, state_of(program)).run(command);
}

static void take(GraphBuilder& builder, ProgramId id, stackc::shell::Outcome outcome) {
    std::vector<Launch>& launches = builder.at(id).launches;
    std::move(outcome.launches.begin(), outcome.launches.end(), std::back_inserter(launches));
    std::move(outcome.made.begin(), outcome.made.end(), std::back_inserter(builder.graph.paths_made));
}

static void lower_program(const Workspace& workspace, GraphBuilder& builder, ProgramId id) {
    const Program program = builder.at(id);
    std::vector<Argument> command = program.entrypoint;
    command.insert(command.end(), program.command.begin(), program.command.end());
    stackc::shell::Outcome outcome = follow(workspace, builder, program, command);
    if (!outcome.has_read_script) {
        // What an image's own script does, with the command or alone, nobody sees.
        if (program.entrypoint.empty()) return;
        builder.at(id).is_fully_read = false;
        if (program.command.empty()) builder.at(id).command = program.entrypoint;
        return;
    }
    take(builder, id, std::move(outcome));
    for (const std::vector<Argument>& copy : program.other_copies) take(builder, id, follow(workspace, builder, program, copy));
}

static void lower_shell(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (std::uint32_t i = 0; i < builder.graph.programs.size(); ++i) lower_program(workspace, builder, {i});
}

static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend shell{
    .name = "shell",
    .stage = 12,
    .globs = {},
    .is_read_on_demand = true,
    .comment_signs = comment_signs,
    .claims = looks_like_script,
    .parse = parse_shell,
    .lower = lower_shell,
};

}  // namespace stackc::frontends
