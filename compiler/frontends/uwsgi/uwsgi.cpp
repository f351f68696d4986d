#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/ini/ini_format.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/uwsgi/expansion.h"
#include "compiler/frontends/uwsgi/help.h"
#include "compiler/frontends/uwsgi/lower.h"
#include "compiler/frontends/uwsgi/sections.h"
#include "compiler/frontends/uwsgi/xml_parser.h"
#include "compiler/syntax/yaml.h"

namespace stackc::frontends {

/// uWSGI 2.0 core/ini.c.
static constexpr ini::IniOptions ini_options{
    .dialect = "uwsgi",
    .allows_bare_keys = true,
    .cuts_last_byte_of_section = true,
};

static constexpr std::array<std::string_view, 8> globs{
    "uwsgi*.ini",
    "*uwsgi.ini",
    "uwsgi/apps-available/*.ini",
    "uwsgi/apps-enabled/*.ini",
    "uwsgi*.xml",
    "uwsgi*.yaml",
    "uwsgi*.yml",
    "uwsgi*.json"};
static constexpr std::array<std::string_view, 2> comment_signs{"#", ";"};

/// Ansible's files are called uwsgi.yaml too: the name alone says nothing of these forms.
static int looks_like_uwsgi(const SourceFile& file) {
    switch (uwsgi::form_of(file.path)) {
        case uwsgi::Form::ini:
            return ini::has_line(file.text(), "[uwsgi]") ? 90 : 0;
        case uwsgi::Form::xml:
            return ini::has_line(file.text(), "<uwsgi") ? 90 : -100;
        case uwsgi::Form::yaml:
            return ("\n" + std::string(file.text())).find("\nuwsgi:") != std::string::npos ? 70 : -100;
        case uwsgi::Form::json:
            return trim(file.text()).starts_with('{') &&
                           file.text().substr(0, 200).find("\"uwsgi\"") != std::string_view::npos
                       ? 70
                       : -100;
    }
    return 0;
}

/// Where JSON is stricter than YAML, which is read in its place: commas after the last, comments.
static std::optional<Span> json_flaw(const SourceFile& file) {
    const std::string_view text = file.text();
    const bool is_template = text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos;
    if (is_template) return std::nullopt;
    try {
        [[maybe_unused]] const auto parsed = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const std::size_t at = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
        return Span{file.id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(std::min(at + 1, text.size()))};
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
    return std::nullopt;
}

static Document parse_mapping(const SourceFile& file, Reporter& report) {
    bool is_readable = true;
    Document document = yaml::parse("uwsgi", file, [&](Span span, std::string why) {
        is_readable = false;
        report.at("UWS028", span, fmt::format("the file cannot be read: {}", why))
            .note("uWSGI does not start");
    });
    const auto flaw = is_readable && uwsgi::form_of(file.path) == uwsgi::Form::json ? json_flaw(file) : std::nullopt;
    if (flaw) report.at("UWS028", *flaw, "the file is no JSON from here on").note("uWSGI does not start: `error parsing JSON data`");
    return document;
}

static Document parse_uwsgi(const SourceFile& file, Reporter& report) {
    const uwsgi::Form form = uwsgi::form_of(file.path);
    if (form == uwsgi::Form::xml) return uwsgi::parse_xml(file, report);
    if (form != uwsgi::Form::ini) return parse_mapping(file, report);
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

static bool is_configuration(const std::string& path) {
    return path.ends_with(".ini") || uwsgi::form_of(path) != uwsgi::Form::ini;
}

static std::vector<FileReference> find_references(const Document& document) {
    std::vector<FileReference> found;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement || document.args(node).empty()) continue;
        const std::string_view key = node.name.value;
        if (!uwsgi::names_file(key)) continue;
        const Word& value = document.args(node)[0];
        std::string path = uwsgi::split_section(value.value).first;
        if (path.starts_with("%d")) path = "./" + path.substr(2);
        if (path.empty() || value.has_hole || path.find_first_of("%$@") != std::string::npos ||
            !is_configuration(path))
            continue;
        found.push_back({path, false, value.span, "", {"."}});
    }
    return found;
}

static std::string format_uwsgi(const Document& document) {
    if (uwsgi::form_of(document.source().path) != uwsgi::Form::ini)
        return std::string(document.text());
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
