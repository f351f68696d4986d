#include "compiler/frontends/supervisor/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/supervisor/lower.h"
#include "compiler/frontends/supervisor/options.h"

namespace stackc::supervisor {

// ------------------------------------------------------------------------------ lines

/// Whether a quote is open at the end of the text, as a shell counts quotes.
static char open_quote(std::string_view text) {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote == 0 && (text[i] == '"' || text[i] == '\''))
            quote = text[i];
        else if (quote != 0 && text[i] == quote)
            quote = 0;
        else if (text[i] == '\\' && quote != '\'')
            ++i;
    }
    return quote;
}

/// The comment that starts in the line where the value ends, or null.
static const Node* comment_after(const Document& document, const Node& entry) {
    const std::uint32_t index = document.id_of(entry).value + 1;
    if (index >= document.size()) return nullptr;
    const Node& next = document.node({index});
    const Span value = document.args(entry)[0].span;
    if (next.kind != NodeKind::comment || next.span.begin < value.end) return nullptr;
    const std::string_view between = document.text({document.file(), value.end, next.span.begin});
    return between.find_first_of("\r\n") == std::string_view::npos ? &next : nullptr;
}

static void check_cut_value(const Document& document, const Node& entry, Reporter& report) {
    const std::string_view key = entry.name.value;
    if (key != "command" || document.args(entry).empty()) return;
    const Node* comment = comment_after(document, entry);
    const std::string_view kept = document.args(entry)[0].value;
    if (comment == nullptr || open_quote(kept) == 0) return;
    const char sign = document.text(comment->span)[0];
    auto found = report.at(
        "SUP001", {comment->span.file, comment->span.begin, comment->span.begin + 1},
        fmt::format(
            "` {}` starts a comment here, also inside quotes: the value of `{}` ends at `{}`", sign,
            quoted(key), quoted(kept, 60)));
    found
        .note(
            "supervisor then says `can't parse command …: No closing quotation` and the program "
            "never starts")
        .note("put the text into a script, or leave out the white space before it");
}

void check_lines(const Document& document, Reporter& report) {
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::statement) check_cut_value(document, node, report);
    }
}

// ------------------------------------------------------------------------------ keys

static void check_command_key(const CheckedSection& checked, Reporter& report) {
    const Section& section = checked.section;
    if (section.find("command") != nullptr || number_of(section, "numprocs", 1) == 0u) return;
    auto found = report.at("SUP004", section.header,
                           fmt::format("section `[{}]` has no `command`", quoted(section.name)));
    found.note(
        fmt::format("supervisord does not start: `program section {} does not specify a command`",
                    quoted(section.name)));
    for (const Key& key : section.keys) {
        if (find_option(section.kind(), key.name) != nullptr) continue;
        if (edit_distance(key.name, "command") > 2) continue;
        found.label(key.name_span, "is this meant to be `command`?");
        found.fix("spell it `command`", Safety::unsafe, {{key.name_span, "command"}});
        break;
    }
}

static void check_unknown_key(const CheckedSection& checked, const Key& key, Reporter& report) {
    const std::string_view kind = checked.section.kind();
    if (find_option(kind, key.name) != nullptr) return;
    auto found = report.at("SUP005", key.name_span,
                           fmt::format("`{}` is not a setting of `[{}]` and is ignored",
                                       quoted(key.name), quoted(checked.section.name)));
    found.note("supervisor says nothing about keys that it does not know");
    if (kind == "program" && key.name.starts_with("socket")) {
        found.note("only `[fcgi-program:x]` opens a socket for its program");
        return;
    }
    if (const auto meant = nearest_option(kind, key.name)) {
        const bool is_there = checked.section.find(*meant) != nullptr;
        if (!is_there)
            found.fix(fmt::format("spell it `{}`", *meant), Safety::unsafe,
                      {{key.name_span, std::string(*meant)}});
        found.note(fmt::format("the nearest setting is `{}`", *meant));
    }
}

static void check_required(const CheckedSection& checked, Reporter& report) {
    const Section& section = checked.section;
    // Only supervisorctl looks at its own plugins.
    if (section.kind() == "ctlplugin") return;
    for (const OptionFacts& option : all_options()) {
        if (option.section != section.kind() || !option.is_required || option.name == "command")
            continue;
        if (section.find(option.name) != nullptr) continue;
        report
            .at("SUP020", section.header,
                fmt::format("section `[{}]` has no `{}`", quoted(section.name), option.name))
            .note("supervisord does not start without it");
    }
    const Key* user = section.find("username");
    const Key* password = section.find("password");
    const bool is_server =
        section.kind() == "inet_http_server" || section.kind() == "unix_http_server";
    if (!is_server || (user == nullptr) == (password == nullptr)) return;
    report
        .at("SUP020", (user == nullptr ? password : user)->name_span,
            fmt::format("`[{}]` has a `{}` but no `{}`", quoted(section.name),
                        user == nullptr ? "password" : "username",
                        user == nullptr ? "username" : "password"))
        .note("supervisord does not start: `Section … contains incomplete authentication`");
}

static void check_group(const CheckedSection& checked, Reporter& report) {
    const Key* programs = checked.section.find("programs");
    if (programs == nullptr || !programs->value.is_known() || !checked.configuration.is_whole)
        return;
    const std::string& text = programs->value.text();
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const MappedText name = programs->value.slice(at, end).trimmed();
        at = end + 1;
        const bool is_there = checked.configuration.find("program:" + name.text()) != nullptr ||
                              checked.configuration.find("fcgi-program:" + name.text()) != nullptr;
        if (is_there || name.text().find('%') != std::string::npos) continue;
        auto found =
            report.at("SUP021", name.span(),
                      fmt::format("`[{}]` names the program `{}`, which no section defines",
                                  quoted(checked.section.name), quoted(name.text())));
        found.note(fmt::format(
            "supervisord does not start: `[{}] names unknown program or fcgi-program {}`",
            quoted(checked.section.name), quoted(name.text())));
        // A fragment of conf.d sees only itself.
        if (!checked.configuration.has_main()) found.uncertain();
    }
}

static void check_unknown_section(const Section& section, Reporter& report) {
    static constexpr std::string_view kinds[] = {
        "supervisord", "supervisorctl", "unix_http_server", "inet_http_server",
        "program",     "fcgi-program",  "eventlistener",    "group",
        "include",     "rpcinterface"};
    const auto meant = nearest(section.kind(), kinds);
    if (!meant) return;
    Span kind = section.name_span;
    kind.end = kind.begin + static_cast<std::uint32_t>(section.kind().size());
    report
        .at("SUP025", kind,
            fmt::format("`[{}]` is no section of supervisor and is ignored; did you mean `{}`?",
                        quoted(section.name), *meant))
        .note("supervisor says nothing about sections that it does not know")
        .fix(fmt::format("spell it `{}`", *meant), Safety::unsafe, {{kind, std::string(*meant)}});
}

void check_keys(const CheckedSection& checked, Reporter& report) {
    const std::string_view kind = checked.section.kind();
    if (!is_known_kind(kind)) return check_unknown_section(checked.section, report);
    if (is_program_kind(kind)) check_command_key(checked, report);
    if (kind == "group") check_group(checked, report);
    check_required(checked, report);
    if (has_free_keys(kind)) return;
    // A section of thousands of strange keys is no configuration.
    const std::span<const Key> keys(checked.section.keys);
    for (const Key& key : keys.first(std::min<std::size_t>(keys.size(), 1000)))
        check_unknown_key(checked, key, report);
}

// ------------------------------------------------------------------------------ continuations

/// The key at the start of a line that continues a value: `user` of "  user=demo".
static std::string_view key_of(std::string_view line) {
    const std::size_t end = line.find_first_of("=:");
    return end == std::string_view::npos ? std::string_view{} : trim(line.substr(0, end));
}

/// An indented line belongs to the value above it, whatever it looks like.
static void check_continuations(const CheckedSection& checked, const Key& key, Reporter& report) {
    const std::string& text = key.value.text();
    for (std::size_t end = text.find('\n'); end != std::string::npos;) {
        const std::size_t begin = end + 1;
        end = text.find('\n', begin);
        const std::string_view line = std::string_view(text).substr(begin, end == std::string::npos ? end : end - begin);
        const std::string_view name = key_of(line);
        if (name.empty() || find_option(checked.section.kind(), name) == nullptr) continue;
        const std::size_t at = begin + line.find(name);
        auto found = report.at("SUP031", key.value.span(at, at + name.size()),
                               fmt::format("`{}` is indented, so its line is part of the value of `{}`", quoted(name), quoted(key.name)));
        found.label(key.name_span, "this value goes on")
            .note(fmt::format("`{}` gets a value that it cannot have, and `{}` is not set", quoted(key.name), quoted(name)))
            .note("start the line at its very beginning");
        return;
    }
}

// ------------------------------------------------------------------------------ everything

/// The names that supervisor offers to a section that is no program.
static FormatNames plain_names(const Workspace& workspace, const Configuration& configuration,
                               const Section& section) {
    FormatNames names = program_names(workspace, configuration, section);
    for (const std::string_view name : {"program_name", "group_name"})
        names.names.erase(std::string(name));
    return names;
}

void check(const Workspace& workspace, const Configuration& configuration, const Target& target,
           Reporter& report) {
    const bool is_debian = target.os.starts_with("debian") || target.os.starts_with("ubuntu");
    for (const std::shared_ptr<const Document>& document : configuration.documents)
        check_lines(*document, report);
    for (const Section& section : configuration.sections) {
        // A template may bring what is missing, and take away what is there.
        if (section.is_template) continue;
        const bool is_program = is_program_kind(section.kind());
        const FormatNames names = is_program ? program_names(workspace, configuration, section)
                                             : plain_names(workspace, configuration, section);
        const CheckedSection checked{configuration, section, names, is_debian};
        check_keys(checked, report);
        if (is_known_kind(section.kind())) {
            for (const Key& key : section.keys) check_continuations(checked, key, report);
        }
        check_values(checked, report);
        if (is_program) check_program(checked, report);
    }
    check_control(configuration, report);
}

}  // namespace stackc::supervisor
