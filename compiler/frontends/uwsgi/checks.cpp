#include "compiler/frontends/uwsgi/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/uwsgi/options.h"
#include "compiler/frontends/uwsgi/sections.h"
#include "compiler/frontends/uwsgi/value_checks.h"

namespace stackc::uwsgi {

namespace {

// ------------------------------------------------------------------------------ UWS004

enum class CommentHarm : std::uint8_t { none, likely_none, breaks };

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What trailing text does to an option. Options that hold commands, formats or rules may mean it.
CommentHarm comment_harm(const OptionFacts& option, std::string_view kept) {
    static constexpr std::array<std::string_view, 6> numbers{"int",       "uint64", "uint16",
                                                             "megabytes", "rawint", "bool_false"};
    // A mode is no number at all with text behind it: UWS022.
    static constexpr std::array<std::string_view, 7> exact{
        "socket", "ssl_socket", "path", "uid", "gid", "pidfile", "config_file"};
    static constexpr std::array<std::string_view, 24> texts{
        "chdir",           "chdir2",       "home",         "virtualenv", "venv",         "pyhome",
        "module",          "wsgi",         "wsgi-file",    "file",       "callable",     "logto",
        "logto2",          "daemonize",    "daemonize2",   "stats",      "stats-server", "protocol",
        "socket-protocol", "chown-socket", "safe-pidfile", "pidfile2",   "plugin",       "plugins"};
    if (is_one_of(option.type, numbers)) return CommentHarm::likely_none;
    if (option.type == "bool")
        return is_true(kept) ? CommentHarm::likely_none : CommentHarm::breaks;
    return is_one_of(option.type, exact) || is_one_of(option.name, texts) ? CommentHarm::breaks
                                                                          : CommentHarm::none;
}

void check_remark(const Document& document, const Node& entry, Reporter& report) {
    if (document.args(entry).empty()) return;
    const Word& word = document.args(entry)[0];
    const std::size_t at = find_remark(word.value);
    const OptionFacts* option = find_option(entry.name.value);
    if (at == std::string_view::npos || option == nullptr) return;
    const std::string_view kept = trim(word.value.substr(0, at));
    const CommentHarm harm = comment_harm(*option, kept);
    if (harm == CommentHarm::none || kept.empty()) return;
    const Span remark{word.span.file, word.span.begin + static_cast<std::uint32_t>(at),
                      word.span.end};
    auto found =
        report.at("UWS004", remark,
                  fmt::format("uWSGI keeps `{}` as part of the value of `{}`",
                              quoted(document.text(remark), 60), quoted(entry.name.value)));
    if (option->type == "socket")
        found.note(fmt::format("it binds a socket named `{}`, where nothing looks for it",
                               quoted(word.value, 80)));
    else if (option->type == "bool" && harm == CommentHarm::breaks)
        found.note("with text behind it the value is no longer `false`: the option is on");
    else
        found.note("comments stand on lines of their own in a uWSGI ini");
    const Span line{word.span.file, entry.span.begin, entry.span.begin};
    const Span cut{word.span.file, word.span.begin + static_cast<std::uint32_t>(kept.size()),
                   word.span.end};
    found.fix("move the comment to the line above", Safety::safe,
              {{line, std::string(document.text(remark)) + "\n"}, {cut, ""}});
    // uWSGI stops reading a number at the first other byte.
    if (harm == CommentHarm::likely_none) found.uncertain();
}

// ------------------------------------------------------------------------------ UWS005

/// Names that some value refers to as `%(name)`, in any file of the workspace.
std::set<std::string, std::less<>> referenced_names(const Workspace& workspace) {
    std::set<std::string, std::less<>> names;
    for (const std::shared_ptr<const Document>& document : workspace.documents("uwsgi")) {
        const std::string_view text = document->text();
        for (std::size_t at = text.find("%("); at != std::string_view::npos;
             at = text.find("%(", at + 2)) {
            const std::size_t close = text.find(')', at);
            if (close == std::string_view::npos || close - at > 200) continue;
            for (const std::string_view name : split(text.substr(at + 2, close - at - 2), ' '))
                names.emplace(name);
        }
        for (const Node& node : document->nodes()) {
            const bool is_condition = node.kind == NodeKind::statement &&
                                      node.name.value.ends_with("-opt") &&
                                      !document->args(node).empty();
            if (!is_condition) continue;
            const std::string_view value = document->args(node)[0].value;
            names.emplace(value.substr(0, value.find('=')));
        }
    }
    return names;
}

/// True when the file may bring options that no table knows.
bool may_add_options(const Document& document) {
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement) continue;
        const std::string_view name = node.name.value;
        if (name == "declare-option" || name == "declare-option2" || name == "dlopen") return true;
        const bool is_plugin = name == "plugin" || name == "plugins" || name == "need-plugin" ||
                               name == "need-plugins";
        if (!is_plugin || document.args(node).empty()) continue;
        for (const std::string_view plugin : split(document.args(node)[0].value, ',')) {
            if (!is_known_plugin(trim(plugin))) return true;
        }
    }
    return false;
}

const RemovedOption* find_removed(std::string_view name) {
    for (const RemovedOption& option : removed_options()) {
        if (option.name == name) return &option;
    }
    return nullptr;
}

/// How a section treats options that uWSGI does not know.
struct UnknownPolicy {
    bool is_open = false;    // they may be options of a plugin that no table describes
    bool is_strict = false;  // `strict = true`: uWSGI ends at the first
};

/// The option that was meant by a name that is none.
std::optional<std::string_view> meant_option(std::string_view name) {
    std::string dashed(name);
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const OptionFacts* option = find_option(dashed);
    return option != nullptr ? std::optional(option->name) : nearest_option(name);
}

/// In a strict file uWSGI ends at the first key that is no option.
void report_strict(const Word& key, bool is_referenced, Reporter& report) {
    const std::string name = quoted(key.value);
    std::string meant, advice;
    if (is_referenced)
        advice = ", and `strict` forbids variables of one's own";
    else
        meant = meant_option(key.value).value_or("");
    if (!meant.empty()) advice = fmt::format("; did you mean `{}`?", meant);
    auto found = report.at("UWS026", key.span,
                           fmt::format("`{}` is no option of uWSGI{}", name, advice));
    found.note(
        fmt::format("uWSGI does not start: `[strict-mode] unknown config directive: {}`", name));
    if (is_referenced) found.note(fmt::format("`set-placeholder = {}=…` is allowed", name));
    if (!meant.empty())
        found.fix(fmt::format("spell it `{}`", meant), Safety::unsafe,
                  {{key.span, meant}});
}

/// True when the entry's key was reported.
bool check_unknown(const Word& key, const std::set<std::string, std::less<>>& referenced,
                   UnknownPolicy policy, Reporter& report) {
    const std::string_view name = key.value;
    const OptionFacts* option = find_option(name);
    const bool is_option = option != nullptr && !option->is_only_dev;
    if (name.empty() || is_option || is_block_end(name) || key.has_hole ||
        ini::has_template_hole(name) || policy.is_open)
        return false;
    const bool is_referenced = referenced.contains(name);
    if (policy.is_strict) return report_strict(key, is_referenced, report), true;
    if (is_referenced || option != nullptr) return false;
    const std::optional<std::string_view> meant = meant_option(name);
    auto found = report.at(
        "UWS005", key.span,
        meant ? fmt::format("`{}` is no option of uWSGI and does nothing; did you mean `{}`?",
                            quoted(name), *meant)
              : fmt::format("`{}` is no option of uWSGI and does nothing", quoted(name)));
    found.note(
        "uWSGI keeps it as a variable of its own without a word; with `strict = true` it says "
        "`unknown config directive`");
    if (const RemovedOption* removed = find_removed(name)) {
        found.note(fmt::format("uWSGI {} was the last to have it", removed->last));
        return true;
    }
    if (meant)
        found.fix(fmt::format("spell it `{}`", *meant), Safety::unsafe,
                  {{key.span, std::string(*meant)}});
    // The application may read it through `uwsgi.opt`; short names are near to many.
    const bool is_likely_typo = meant && name.size() >= 5;
    if (!is_likely_typo) found.uncertain();
    return true;
}

// ------------------------------------------------------------------------------ UWS024

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/// `%` and a letter that uWSGI replaces, where a name or a plain percent sign was meant.
void check_percent(const Document& document, const Node& entry,
                   const std::set<std::string_view>& keys, Reporter& report) {
    static constexpr std::string_view magic = "opsdnecxijbvhtTVkuUgG[0123456789";
    static constexpr std::string_view never_in_words = "ijtTkuUgGVb";
    if (document.args(entry).empty() || document.args(entry)[0].has_hole) return;
    const Word& word = document.args(entry)[0];
    for (std::size_t at = word.value.find('%');
         at != std::string_view::npos && at + 1 < word.value.size();
         at = word.value.find('%', at + 2)) {
        const char letter = word.value[at + 1];
        if (letter == '(' || letter == '%') continue;
        std::size_t end = at + 1;
        while (end < word.value.size() && is_word_byte(word.value[end])) ++end;
        const std::string_view name = word.value.substr(at + 1, end - at - 1);
        const bool is_key = name.size() > 1 && keys.contains(name);
        const bool is_magic = magic.find(letter) != std::string_view::npos;
        const bool is_in_word =
            name.size() >= 5 && never_in_words.find(letter) != std::string_view::npos;
        if (is_magic && !is_key && !is_in_word) continue;
        const auto begin = word.span.begin + static_cast<std::uint32_t>(at);
        const Span place{word.span.file, begin, begin + 2};
        auto found =
            report.at("UWS024", place,
                      is_magic ? fmt::format("uWSGI takes `%{}` of `%{}` for a magic variable",
                                             letter, quoted(name, 60))
                               : fmt::format("uWSGI drops `%{}`, which is no magic variable",
                                             quoted(word.value.substr(
                                                 at + 1, utf8_length(word.value.substr(at + 1))))));
        const auto name_end = word.span.begin + static_cast<std::uint32_t>(end);
        if (is_key)
            found.fix(fmt::format("write `%({})`", quoted(name)), Safety::unsafe,
                      {{{word.span.file, begin, name_end}, fmt::format("%({})", name)}});
        else if (!is_magic)
            found.fix("write `%%`", Safety::safe, {{{word.span.file, begin, begin + 1}, "%%"}});
        found.note(is_key
                       ? "a variable of your own is written `%(name)`"
                       : "a plain percent sign is written `%%`, a variable of your own `%(name)`");
        return;
    }
}

// ------------------------------------------------------------------------------ all of a section

bool is_strict(const Document& document, const Node& section) {
    bool result = false;
    // Immediate: it holds for what stands below it.
    for (const Node& entry : document.children(section)) {
        if (entry.name.value != "strict") continue;
        result = document.args(entry).empty() || is_true(document.args(entry)[0].value);
    }
    return result;
}

class SectionChecker {
  public:
    SectionChecker(const Workspace& workspace, Reporter& report)
        : report_(report), referenced_(referenced_names(workspace)) {}

    void check(const Document& document, const Node& section) {
        std::set<std::string_view> keys;
        for (const Node& entry : document.children(section)) keys.insert(entry.name.value);
        const UnknownPolicy policy{may_add_options(document), is_strict(document, section)};
        const Node* block = nullptr;
        for (const Node& entry : document.children(section)) {
            if (entry.kind != NodeKind::statement) continue;
            // A file of thousands of strange keys is no configuration.
            if (unknown_ < 200)
                unknown_ += check_unknown(entry.name, referenced_, policy, report_) ? 1 : 0;
            check_remark(document, entry, report_);
            check_percent(document, entry, keys, report_);
            check_nesting(entry, block);
        }
    }

    /// A section of XML, YAML or JSON: its keys alone.
    void check_keys(const Document& document, const OptionSection& section) {
        UnknownPolicy policy{may_add_options(document), false};
        for (const OptionLine& line : section.options)
            if (line.name.value == "strict") policy.is_strict = is_true(line.value.text());
        for (const OptionLine& line : section.options) {
            if (unknown_ < 200)
                unknown_ += check_unknown(line.name, referenced_, policy, report_) ? 1 : 0;
        }
    }

  private:
    void check_nesting(const Node& entry, const Node*& block) {
        if (is_block_end(entry.name.value)) {
            block = nullptr;
            return;
        }
        const OptionFacts* option = find_option(entry.name.value);
        if (option == nullptr || option->type != "logic" || option->name == "else") return;
        if (block == nullptr) {
            block = &entry;
            return;
        }
        auto found =
            report_.at("UWS023", entry.span,
                       fmt::format("`{}` stands inside another block, which uWSGI does not allow",
                                   quoted(entry.name.value)));
        found.label(block->span, "the block that is still open")
            .note(fmt::format(
                "uWSGI does not start: `recursive logic in options is not supported (option = {})`",
                quoted(entry.name.value)));
        // An unknown condition may skip the inner one.
        if (block->name.value.starts_with("if")) found.uncertain();
    }

    Reporter& report_;
    std::set<std::string, std::less<>> referenced_;
    std::size_t unknown_ = 0;
};

/// uWSGI names a section by what stands between `[` and the last byte of the line.
void check_header(const Document& document, const Node& section, Reporter& report) {
    const std::string_view header = document.text(section.header);
    const std::size_t close = header.find(']');
    if (close + 1 == header.size()) return;
    const bool is_closed = close != std::string_view::npos;
    auto found = report.at(
        "UWS020", section.header,
        fmt::format("uWSGI names this section `{}`: it takes all but the last byte of the line",
                    quoted(section.name.value, 60)));
    found.note("uWSGI then says `Can't find section \"uwsgi\"` and starts without its options");
    if (is_closed) {
        found.fix(
            "end the line at the bracket", Safety::safe,
            {{{section.header.file, section.header.begin + static_cast<std::uint32_t>(close) + 1,
               section.header.end},
              ""}});
    } else {
        found.fix("insert `]`", Safety::safe,
                  {{{section.header.file, section.header.end, section.header.end}, "]"}});
    }
}

}  // namespace

void check(const Workspace& workspace, const std::set<ReadSection>& sections, Reporter& report) {
    SectionChecker checker(workspace, report);
    for (const std::shared_ptr<const Document>& document : workspace.documents("uwsgi")) {
        if (form_of(document->source().path) != Form::ini) {
            for (const OptionSection& section : sections_of(*document))
                checker.check_keys(*document, section);
            continue;
        }
        const bool is_template = ini::is_template(*document);
        for (const Node& section : document->children(Document::root)) {
            if (section.kind != NodeKind::block) continue;
            const std::string name(section.name.value);
            const std::string_view header = document->text(section.header);
            if (header.starts_with("[uwsgi")) check_header(*document, section, report);
            const bool is_read = name == "uwsgi" || sections.contains({document->file(), name});
            if (is_read && !is_template) checker.check(*document, section);
        }
    }
}

}  // namespace stackc::uwsgi
