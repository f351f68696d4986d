#include <array>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/ini/ini_format.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/uwsgi/expansion.h"
#include "compiler/frontends/uwsgi/help.h"
#include "compiler/frontends/uwsgi/lower.h"

namespace stackc::frontends {

/// uWSGI 2.0 core/ini.c.
static constexpr ini::IniOptions ini_options{
    .dialect = "uwsgi",
    .allows_bare_keys = true,
    .cuts_last_byte_of_section = true,
};

static constexpr std::array<std::string_view, 4> globs{
    "uwsgi*.ini", "*uwsgi.ini", "uwsgi/apps-available/*.ini", "uwsgi/apps-enabled/*.ini"};
static constexpr std::array<std::string_view, 2> comment_signs{"#", ";"};

static int looks_like_uwsgi(const SourceFile& file) {
    return ini::has_line(file.text(), "[uwsgi]") ? 90 : 0;
}

static Document parse_uwsgi(const SourceFile& file, Reporter& report) {
    if (file.text().starts_with("\xef\xbb\xbf")) {
        report
            .at("UWS020", {file.id, 0, 3},
                "the file starts with a byte order mark, so that uWSGI does not see its first "
                "section")
            .note("uWSGI then says `Can't find section \"uwsgi\"` and starts without its options")
            .fix("remove the byte order mark", Safety::safe, {{{file.id, 0, 3}, ""}});
    }
    return ini::parse(file, ini_options, [](Span) {});
}

static std::vector<FileReference> find_references(const Document& document) {
    std::vector<FileReference> found;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement || document.args(node).empty()) continue;
        const std::string_view key = node.name.value;
        if (key != "ini" && key != "include" && key != "inherit") continue;
        const Word& value = document.args(node)[0];
        std::string path = uwsgi::split_section(value.value).first;
        if (path.starts_with("%d")) path = "./" + path.substr(2);
        if (path.empty() || value.has_hole || path.find_first_of("%$@") != std::string::npos ||
            !path.ends_with(".ini"))
            continue;
        found.push_back({path, false, value.span, "", {"."}});
    }
    return found;
}

static std::string format_uwsgi(const Document& document) {
    return ini::format(document, " = ");
}

extern constexpr Frontend uwsgi{
    .name = "uwsgi",
    .stage = 20,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_uwsgi,
    .parse = parse_uwsgi,
    .references = find_references,
    .lower = stackc::uwsgi::lower,
    .hover = stackc::uwsgi::hover,
    .complete = stackc::uwsgi::complete,
    .explain = stackc::uwsgi::explain,
    .format = format_uwsgi,
};

}  // namespace stackc::frontends
