#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/supervisor/checks.h"
#include "compiler/frontends/supervisor/lower.h"

namespace stackc::supervisor {

namespace {

std::vector<Argument> words_of(const CheckedSection& checked) {
    const Key* command = checked.section.find("command");
    if (command == nullptr) return {};
    FormatNames names = checked.names;
    names.set_number("process_num", 0, checked.section.name_span);
    names.set_number("numprocs", 1, checked.section.name_span);
    const SplitWords split = split_words(format(command->value, names).text);
    return split.is_closed ? split.words : std::vector<Argument>{};
}

// ------------------------------------------------------------------------------ SUP008

bool is_assignment(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    return word.substr(0, equals).find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
           std::string_view::npos;
}

/// `>`, `2>>log`, `&>/dev/null`, `<in`.
bool is_redirection(std::string_view word) {
    while (!word.empty() && (word.front() == '&' || (word.front() >= '0' && word.front() <= '9')))
        word.remove_prefix(1);
    return word.starts_with('>') || word == "<" || word.starts_with("</");
}

/// `$HOME/x`, `${A}`: not `$(X)`, which uWSGI reads itself, nor a lone `$` of a pattern.
bool has_shell_variable(std::string_view word) {
    const std::size_t at = word.find('$');
    if (at == std::string_view::npos || at + 1 >= word.size()) return false;
    const char next = word[at + 1];
    return (next >= 'A' && next <= 'Z') || next == '{';
}

struct ShellWord {
    const Argument* word;
    std::string_view note;
    bool is_certain = true;
};

/// The first word that only a shell would understand.
std::optional<ShellWord> find_shell_word(const std::vector<Argument>& words) {
    static constexpr std::array<std::string_view, 6> builtins{"cd",     "source", ".",
                                                              "export", "exec",   "ulimit"};
    constexpr std::string_view no_command =
        "supervisor then says `spawnerr: can't find command …` and the program never starts";
    constexpr std::string_view an_argument = "the program gets it as an argument of its own";
    const std::string& first = words.front().text;
    if (std::find(builtins.begin(), builtins.end(), first) != builtins.end())
        return ShellWord{&words.front(), no_command};
    if (is_assignment(first)) return ShellWord{&words.front(), no_command};
    if (first.starts_with("~/") || (has_shell_variable(first) && !words.front().has_hole))
        return ShellWord{&words.front(), no_command};
    for (const Argument& word : words) {
        const std::string& text = word.text;
        const bool is_written_plain = word.span.size() == text.size();
        const bool is_operator = text == "&&" || text == "||" || text == "|" || text == ";" ||
                                 text == "&" || is_redirection(text);
        if (is_operator && is_written_plain) return ShellWord{&word, an_argument};
        const bool may_be_meant = text.starts_with("~/") || has_shell_variable(text) ||
                                  (text.starts_with('`') && text.size() > 1);
        if (may_be_meant && is_written_plain && !word.has_hole)
            return ShellWord{&word, an_argument, false};
    }
    return std::nullopt;
}

void check_shell(const std::vector<Argument>& words, Reporter& report) {
    if (words.empty() || words.front().has_hole) return;
    const auto found = find_shell_word(words);
    if (!found) return;
    auto said = report.at("SUP008", found->word->span,
                          fmt::format("supervisor runs no shell: `{}` is taken as it is written",
                                      quoted(found->word->text, 80)));
    said.note(std::string(found->note));
    said.note("use `directory=` and `environment=`, or `command=/bin/sh -c \"… exec …\"`");
    if (!found->is_certain) said.uncertain();
}

// ------------------------------------------------------------------------------ SUP009

bool is_true(const Section& section, std::string_view name) {
    const Key* key = section.find(name);
    return key != nullptr && parse_boolean(key->value.text()).value_or(true);
}

/// A shell that stays between supervisor and what it starts. Tried on Debian 12: dash 0.5.12 stays
/// even for one command, bash 5.2 only for a pipeline; `exec` replaces either.
struct WaitingShell {
    const Argument* script;
    bool is_dash = false;
};

std::optional<WaitingShell> find_waiting_shell(const std::vector<Argument>& words) {
    if (words.size() < 3 || words[2].has_hole) return std::nullopt;
    const std::string name = words[0].text.substr(words[0].text.rfind('/') + 1);
    const bool is_command = words[1].text.starts_with('-') && words[1].text.ends_with('c');
    const std::string& script = words[2].text;
    if (!is_command || script.find("exec ") != std::string::npos) return std::nullopt;
    if (name == "sh" || name == "dash") return WaitingShell{&words[2], true};
    const std::size_t bar = script.find(" | ");
    return name == "bash" && bar != std::string::npos
               ? std::optional(WaitingShell{&words[2], false})
               : std::nullopt;
}

/// `exec` before a script's last command, where its quotes allow to say where that is.
std::vector<Edit> add_exec(const Argument& script) {
    const std::string& text = script.text;
    if (script.span.size() != text.size() + 2 ||
        text.find_first_of("|&;()<>`$\n\\") != std::string::npos) {
        const std::size_t last = text.rfind(" && ");
        const bool is_plain_list = script.span.size() == text.size() + 2 &&
                                   last != std::string::npos &&
                                   text.find_first_of("|;()<>`$\n\\") == std::string::npos;
        if (!is_plain_list) return {};
        const std::uint32_t at = script.span.begin + 1 + static_cast<std::uint32_t>(last) + 4;
        return {{{script.span.file, at, at}, "exec "}};
    }
    return {{{script.span.file, script.span.begin + 1, script.span.begin + 1}, "exec "}};
}

void check_children(const CheckedSection& checked, const std::vector<Argument>& words,
                    Reporter& report) {
    if (is_true(checked.section, "stopasgroup") || is_true(checked.section, "killasgroup")) return;
    const auto found = find_waiting_shell(words);
    if (!found) return;
    auto said = report.at(
        "SUP009", found->script->span,
        "the shell stays between supervisor and the program: a stop ends the shell alone");
    said.note(
            "the program goes on and keeps its address; the next start fails with `Address already "
            "in use`")
        .note("write `exec` before the program, or set `stopasgroup=true` and `killasgroup=true`");
    const std::vector<Edit> edits = add_exec(*found->script);
    if (!edits.empty()) said.fix("replace the shell by the program", Safety::safe, edits);
    // Another system's sh may be one that steps aside.
    if (!found->is_dash || !checked.is_debian) said.uncertain();
}

// ------------------------------------------------------------------------------ SUP010, SUP016

void check_copies(const CheckedSection& checked, Reporter& report) {
    const Section& section = checked.section;
    const Key* copies = section.find("numprocs");
    if (copies == nullptr || !copies->value.is_known()) return;
    const auto count = parse_number(trim(copies->value.text()));
    if (!count || *count < 2) return;
    const Key* name = section.find("process_name");
    if (name != nullptr &&
        (!name->value.is_known() || name->value.text().find("%(process_num)") != std::string::npos))
        return;
    auto found = report.at(
        "SUP010", copies->value.span(),
        fmt::format("`numprocs` is {}, but `process_name` does not hold `%(process_num)`", *count));
    found.note(
        "supervisord does not start: `%(process_num) must be present within process_name when "
        "numprocs > 1`");
    if (name != nullptr) {
        found.label(name->value.span(), "the name of every copy");
        const Span end{name->value.span().file, name->value.span().end, name->value.span().end};
        found.fix("number the copies", Safety::safe, {{end, "_%(process_num)02d"}});
        return;
    }
    const Span begin{copies->span.file, copies->span.begin, copies->span.begin};
    found.fix("number the copies", Safety::safe,
              {{begin, "process_name=%(program_name)s_%(process_num)02d\n"}});
}

void check_home(const CheckedSection& checked, const std::vector<Argument>& words,
                Reporter& report) {
    static constexpr std::array<std::string_view, 7> tools{
        "npm", "npx", "yarn", "pnpm", "playwright", "jupyter", "jupyter-lab"};
    const Key* user = checked.section.find("user");
    if (user == nullptr || words.empty() || !user->value.is_known() || user->value.text() == "root")
        return;
    const ResolvedCommand command = resolve_command(words);
    if (std::find(tools.begin(), tools.end(), command.program) == tools.end()) return;
    if (const Key* environment = checked.section.find("environment")) {
        const EnvironmentList list = read_environment(environment->value);
        const bool has_home =
            std::any_of(list.variables.begin(), list.variables.end(),
                        [](const EnvVariable& one) { return one.name == "HOME"; });
        if (has_home) return;
    }
    report
        .at("SUP016", user->value.span(),
            fmt::format("`user={}` does not change HOME, which `{}` writes to",
                        quoted(user->value.text()), quoted(command.program)))
        .note(
            "the program still sees supervisord's HOME, as a rule /root, and fails there with "
            "`Permission denied`")
        .note("add `HOME` and `USER` to `environment`");
}

}  // namespace

void check_program(const CheckedSection& checked, Reporter& report) {
    const std::vector<Argument> words = words_of(checked);
    check_shell(words, report);
    check_children(checked, words, report);
    check_copies(checked, report);
    check_home(checked, words, report);
}

}  // namespace stackc::supervisor
