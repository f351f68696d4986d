#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/ini/ini_format.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/supervisor/configuration.h"
#include "compiler/frontends/supervisor/help.h"
#include "compiler/frontends/supervisor/lower.h"

namespace stackc::frontends {

/// Python 3.11 configparser.py as supervisor 4.2.5 sets it up (options.py UnhosedConfigParser).
static constexpr ini::IniOptions ini_options{
    .dialect = "supervisor",
    .separators = "=:",
    .has_inline_comments = true,
    .has_continuations = true,
    .is_cr_newline = true,
    .needs_section_first = true,
};

static constexpr std::array<std::string_view, 3> globs{
    "supervisord.conf", "supervisor/conf.d/*.conf", "supervisord.d/*.ini"};
static constexpr std::array<std::string_view, 2> comment_signs{";", "#"};

static int looks_like_supervisor(const SourceFile& file) {
    static constexpr std::array<std::string_view, 8> heads{
        "[program:",         "[supervisord]",     "[fcgi-program:", "[eventlistener:",
        "[unix_http_server", "[inet_http_server", "[supervisorctl", "[rpcinterface:"};
    for (const std::string_view head : heads) {
        if (ini::has_line(file.text(), head)) return 90;
    }
    return 0;
}

/// Whether the line before the one at `begin` states a value.
static bool follows_value(std::string_view text, std::uint32_t begin) {
    if (begin == 0 || text[begin - 1] != '\n') return false;
    const std::string_view above = text.substr(0, begin - 1);
    const std::string_view line = trim(above.substr(above.rfind('\n') + 1));
    const bool is_other = line.empty() || line[0] == '[' || line[0] == '#' || line[0] == ';';
    return !is_other && line.find('=') != std::string_view::npos;
}

static Document parse_supervisor(const SourceFile& file, Reporter& report) {
    if (file.text().starts_with("\xef\xbb\xbf")) {
        report
            .at("SUP018", {file.id, 0, 3},
                "the file starts with a byte order mark, which supervisor takes for text before "
                "the first section")
            .note("supervisord does not start: `File contains no section headers`")
            .fix("remove the byte order mark", Safety::safe, {{{file.id, 0, 3}, ""}});
    }
    std::uint32_t last_line = 0;  // where the line before ended that was reported
    const auto on_garbage = [&](Span span) {
        // Lines that are broken one after the other are one mistake: a pasted text, a lost
        // backslash.
        const std::string_view between = file.text().substr(last_line, span.begin - last_line);
        const bool goes_on = last_line != 0 && trim(between).empty();
        last_line = span.end;
        if (goes_on) return;
        auto found = report.at("SUP018", span,
                fmt::format(
                    "supervisor cannot read this line: `{}` is neither a section nor `key=value`",
                    quoted(file.text(span), 60)));
        found.note("supervisord does not start: `Source contains parsing errors`")
            .note("a line that goes on with the value above must be indented");
        if (follows_value(file.text(), span.begin)) {
            found.fix("indent the line, so that it goes on with the value above", Safety::unsafe,
                      {{{file.id, span.begin, span.begin}, "    "}});
        }
    };
    return ini::parse(file, ini_options, on_garbage);
}

static bool is_glob(std::string_view pattern) {
    return pattern.find_first_of("*?[") != std::string_view::npos;
}

/// The dialect of a file that a program of that name is started with.
static std::string_view dialect_of(std::string_view program, std::string_view path) {
    if (program.starts_with("uwsgi") && path.ends_with(".ini")) return "uwsgi";
    if (program == "redis-server" && path.ends_with(".conf")) return "redis";
    if (program == "nginx" && path.ends_with(".conf")) return "nginx";
    return {};
}

/// The configuration files that commands name: `uwsgi --ini /etc/uwsgi/app.ini`.
static void add_command_files(const Document& document, const Node& section,
                              std::vector<FileReference>& found) {
    std::vector<std::string> bases{"."};
    for (const Node& entry : document.children(section)) {
        const bool is_plain = entry.kind == NodeKind::statement && document.args(entry).size() == 1;
        if (is_plain && entry.name.value == "directory")
            bases.emplace(bases.begin(), document.args(entry)[0].value);
    }
    for (const Node& entry : document.children(section)) {
        if (entry.kind != NodeKind::statement || entry.name.value != "command") continue;
        const SplitWords split = split_words(ini::value_of(document, entry));
        const ResolvedCommand command = resolve_command(split.words);
        for (const Argument& word : command.arguments) {
            std::string path = word.text.starts_with("--ini=") ? word.text.substr(6) : word.text;
            if (path.starts_with("%(here)s/")) path = path.substr(9);
            const std::string_view dialect = dialect_of(command.program, path);
            if (dialect.empty() || word.has_hole || path.find('%') != std::string::npos) continue;
            found.push_back({path, false, word.span, std::string(dialect), bases});
        }
    }
}

static std::vector<FileReference> find_references(const Document& document) {
    std::vector<FileReference> found;
    for (const MappedText& pattern : supervisor::include_patterns(document)) {
        std::string text = pattern.text();
        if (text.starts_with("%(here)s/")) text = text.substr(9);
        if (!pattern.is_known() || text.find('%') != std::string::npos) continue;
        found.push_back({text, is_glob(text), pattern.span(), "", {"."}});
    }
    for (const Node& section : document.children(Document::root)) {
        if (section.kind == NodeKind::block) add_command_files(document, section, found);
    }
    return found;
}

static std::string format_supervisor(const Document& document) {
    return ini::format(document, "=");
}

extern constexpr Frontend supervisor{
    .name = "supervisor",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_supervisor,
    .parse = parse_supervisor,
    .references = find_references,
    .lower = stackc::supervisor::lower,
    .hover = stackc::supervisor::hover,
    .complete = stackc::supervisor::complete,
    .explain = stackc::supervisor::explain,
    .format = format_supervisor,
};

}  // namespace stackc::frontends
