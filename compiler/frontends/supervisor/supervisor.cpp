#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/supervisor/configuration.h"
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
        report
            .at("SUP018", span,
                fmt::format(
                    "supervisor cannot read this line: `{}` is neither a section nor `key=value`",
                    quoted(file.text(span), 60)))
            .note("supervisord does not start: `Source contains parsing errors`")
            .note("a line that goes on with the value above must be indented");
    };
    return ini::parse(file, ini_options, on_garbage);
}

static std::vector<FileReference> find_references(const Document& document) {
    std::vector<FileReference> found;
    for (const MappedText& pattern : supervisor::include_patterns(document)) {
        std::string text = pattern.text();
        if (text.starts_with("%(here)s/")) text = text.substr(9);
        if (!pattern.is_known() || text.find('%') != std::string::npos) continue;
        found.push_back(
            {text, text.find_first_of("*?[") != std::string::npos, pattern.span(), "", {"."}});
    }
    return found;
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
};

}  // namespace stackc::frontends
