#include "compiler/frontends/command_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc {

namespace {

/// Python's int(): blanks around it, a sign, single underscores between digits.
bool is_python_integer(std::string_view text) {
    text = trim(text);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    bool was_digit = false;
    for (const char c : text) {
        const bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c == '_' && was_digit)) return false;
        was_digit = is_digit;
    }
    return was_digit;
}

bool is_python_number(std::string_view text) {
    text = trim(text);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const bool has_digit = text.find_first_of("0123456789") != std::string_view::npos;
    const bool is_word = equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "nan");
    return is_word ||
           (has_digit && text.find_first_not_of("0123456789.eE+-_") == std::string_view::npos);
}

/// Python's int(text, 0), after gunicorn 20.1.0 config.py auto_int has made `022` octal.
bool is_number_of_any_base(std::string_view text) {
    static constexpr std::pair<std::string_view, std::string_view> bases[] = {
        {"0x", "0123456789abcdef_"}, {"0o", "01234567_"}, {"0b", "01_"}};
    const std::string lower = to_lower(trim(text));
    for (const auto& [prefix, digits] : bases) {
        if (lower.starts_with(prefix))
            return lower.size() > 2 && lower.find_first_not_of(digits, 2) == std::string::npos;
    }
    const bool is_octal = lower.size() > 1 && lower[0] == '0';
    return is_python_integer(lower) && (!is_octal || lower.find_first_of("89") == std::string::npos);
}

/// argparse takes `-1` and `-.5` for values, not for flags.
bool is_negative_number(std::string_view text) {
    if (text.size() < 2 || text[0] != '-') return false;
    const std::string_view digits = text.substr(1);
    return digits.find_first_not_of("0123456789.") == std::string_view::npos &&
           digits.back() != '.' && std::count(digits.begin(), digits.end(), '.') <= 1;
}

class CommandChecker {
  public:
    CommandChecker(const ResolvedCommand& command, std::span<const ServerFlag> flags,
                   const CommandRules& rules, Reporter& report)
        : program_(command.program_span),
          arguments_(command.arguments),
          flags_(flags),
          rules_(rules),
          report_(report) {}

    void check() {
        bool is_operands = false;
        while (at_ < arguments_.size() && !has_ended_) {
            const Argument& word = arguments_[at_++];
            if (word.has_hole && word.text.starts_with('$')) has_unknown_words_ = true;
            if (!is_operands && word.text == "--")
                is_operands = true;
            else if (is_operands || !is_flag(word.text))
                operand(word);
            else
                flag(word);
        }
        if (!has_ended_) finish();
    }

  private:
    bool is_flag(std::string_view text) const {
        if (text.size() < 2 || text[0] != '-') return false;
        if (rules_.style == FlagStyle::click) return true;
        if (is_negative_number(text)) return false;
        // A word with a blank in it is no flag, unless it is one that is known.
        const std::string_view name = text.substr(0, text.find('='));
        return text.find(' ') == std::string_view::npos ||
               match_flag(name, flags_, rules_.style).flag != nullptr;
    }

    std::string_view at_start() const {
        return rules_.style == FlagStyle::click ? "`Error: No such option`"
                                                : "`error: unrecognized arguments`";
    }

    void flag(const Argument& word) {
        if (word.text.starts_with("--")) return long_flag(word);
        short_flags(word);
    }

    void long_flag(const Argument& word) {
        const std::size_t equals = word.text.find('=');
        const std::string name = word.text.substr(0, equals);
        const FlagMatch match = match_flag(name, flags_, rules_.style);
        if (match.flag == nullptr) return unknown(word, name, match);
        if (match.flag->name == "help" || match.flag->name == "version") {
            has_ended_ = true;
            return;
        }
        if (!match.flag->takes_value()) {
            if (equals != std::string::npos) surplus_value(word, name);
            return;
        }
        if (equals != std::string::npos)
            return check_value(*match.flag, word, word.text.substr(equals + 1));
        take_value(*match.flag, word, name);
    }

    void short_flags(const Argument& word) {
        for (std::size_t i = 1; i < word.text.size(); ++i) {
            const std::string name = std::string("-") + word.text[i];
            const FlagMatch match = match_flag(name, flags_, rules_.style);
            if (match.flag == nullptr) return unknown(word, i == 1 ? word.text : name, match);
            if (!match.flag->takes_value()) continue;
            if (i + 1 == word.text.size()) return take_value(*match.flag, word, name);
            std::string value = word.text.substr(i + 1);
            if (rules_.style == FlagStyle::argparse && i == 1 && value.starts_with('='))
                value.erase(0, 1);
            return check_value(*match.flag, word, value);
        }
    }

    void unknown(const Argument& word, const std::string& name, const FlagMatch& match) {
        // A variable may stand for the rest of the name.
        if (word.has_hole) return;
        is_sure_ = false;
        if (!match.candidates.empty()) {
            std::string names;
            for (const ServerFlag* one : match.candidates)
                names += fmt::format("{}`{}`", names.empty() ? "" : ", ", one->flag);
            report_
                .at(rules_.flag_rule, word.span,
                    fmt::format("`{}` is short for more than one flag of {}: {}", quoted(name),
                                rules_.program, names))
                .note(fmt::format("{} does not start: `error: ambiguous option`", rules_.program));
            return;
        }
        std::vector<std::string_view> names;
        for (const ServerFlag& one : flags_) names.push_back(one.flag);
        std::string dashed = name;
        std::replace(dashed.begin() + 2, dashed.end(), '_', '-');
        const auto meant = nearest(name.starts_with("--") ? dashed : name, names);
        const bool is_near = meant && name.starts_with("--");
        auto found = report_.at(
            rules_.flag_rule, word.span,
            is_near ? fmt::format("`{}` is no flag of {}; did you mean `{}`?", quoted(name),
                                  rules_.program, *meant)
                    : fmt::format("`{}` is no flag of {}", quoted(name), rules_.program));
        found.note(fmt::format("{} does not start: {}", rules_.program, at_start()));
        const bool is_written = word.span.size() == word.text.size();
        if (is_near && is_written) {
            Span span = word.span;
            span.end = span.begin + static_cast<std::uint32_t>(name.size());
            found.fix(fmt::format("write `{}`", *meant), Safety::unsafe,
                      {{span, std::string(*meant)}});
        }
    }

    void surplus_value(const Argument& word, const std::string& name) {
        report_
            .at(rules_.value_rule, word.span,
                fmt::format("`{}` takes no value", quoted(name)))
            .note(fmt::format("{} does not start: `error: … ignored explicit argument`",
                              rules_.program));
    }

    void take_value(const ServerFlag& flag, const Argument& word, const std::string& name) {
        const bool is_there =
            at_ < arguments_.size() &&
            (rules_.style == FlagStyle::click || arguments_[at_].has_hole ||
             (arguments_[at_].text != "--" && !is_flag(arguments_[at_].text)));
        if (!is_there) {
            // What follows is read as flags of its own.
            report_
                .at(rules_.value_rule, word.span,
                    fmt::format("`{}` has no value behind it", quoted(name)))
                .note(fmt::format("{} does not start: `error: argument {}: expected one argument`",
                                  rules_.program, flag.flag));
            return;
        }
        const Argument& value = arguments_[at_++];
        check_value(flag, value, value.text);
    }

    void check_value(const ServerFlag& flag, const Argument& word, const std::string& value) {
        const std::string expected = word.has_hole ? "" : mismatch(flag, value);
        if (expected.empty()) return;
        report_
            .at(rules_.value_rule, word.span,
                fmt::format("`{}` of `{}` is not {}", quoted(value, 60), flag.flag, expected))
            .note(fmt::format("{} does not start", rules_.program));
    }

    static std::string mismatch(const ServerFlag& flag, std::string_view value) {
        switch (flag.value) {
            case FlagValue::none:
            case FlagValue::text:
                return "";
            case FlagValue::integer:
                return is_python_integer(value) ? "" : "a whole number";
            case FlagValue::positive: {
                const bool fits = is_python_integer(value) && !trim(value).starts_with('-');
                return fits ? "" : "a whole number of 0 or more";
            }
            case FlagValue::number:
                return is_python_number(value) ? "" : "a number";
            case FlagValue::any_base: {
                const bool fits = is_number_of_any_base(value);
                return fits ? "" : "a number such as `022`";
            }
            case FlagValue::host_and_port: {
                const std::vector<std::string_view> parts = split(value, ':');
                const bool is_path = value.starts_with("unix://");
                const bool fits = is_path || (parts.size() == 2 && is_python_integer(parts[1]));
                return fits ? "" : "of the form `HOST:PORT`";
            }
            case FlagValue::choice: {
                const std::vector<std::string_view> choices = split(flag.choices, ' ');
                const bool is_one = std::find(choices.begin(), choices.end(), value) != choices.end();
                return is_one ? "" : fmt::format("one of `{}`", flag.choices);
            }
        }
        return "";
    }

    // ------------------------------------------------------------------------------ operands

    void operand(const Argument& word) {
        if (operands_.empty() || last_operand_ + 1 != at_) ++runs_;
        // click takes them wherever they stand.
        if (runs_ == 1 || rules_.style == FlagStyle::click)
            operands_.push_back(&word);
        else if (rest_ == nullptr)
            rest_ = &word;
        last_operand_ = at_;
    }

    /// argparse gives all words that stand together to the application's place, and none later.
    void finish() {
        // An unknown flag may have had a value, and a variable may be any number of words.
        if (!is_sure_ || has_unknown_words_) return;
        if (operands_.empty()) return missing();
        if (rest_ != nullptr) return refused(*rest_);
        if (operands_.size() < 2) return;
        if (rules_.extra_rule.empty()) return refused(*operands_[1]);
        report_
            .at(rules_.extra_rule, operands_[0]->span,
                fmt::format("{} takes `{}` for the application and passes over `{}`",
                            rules_.program, quoted(operands_[0]->text, 60),
                            quoted(operands_[1]->text, 60)))
            .label(operands_[1]->span, "passed over")
            .note(fmt::format("it then fails to import `{}`", quoted(operands_[0]->text, 60)));
    }

    void missing() {
        if (!rules_.needs_application) return;
        report_
            .at(rules_.flag_rule, program_,
                fmt::format("the command line of {} names no application", rules_.program))
            .note(fmt::format("{} does not start", rules_.program));
    }

    void refused(const Argument& word) {
        report_
            .at(rules_.flag_rule, word.span,
                fmt::format("`{}` is one word too many", quoted(word.text, 60)))
            .label(operands_.front()->span, "the application")
            .note(fmt::format("{} does not start: {}", rules_.program,
                              rules_.style == FlagStyle::click
                                  ? "`Error: Got unexpected extra argument`"
                                  : "`error: unrecognized arguments`"));
    }

    Span program_;
    std::span<const Argument> arguments_;
    std::span<const ServerFlag> flags_;
    const CommandRules& rules_;
    Reporter& report_;
    std::size_t at_ = 0;
    std::vector<const Argument*> operands_;
    const Argument* rest_ = nullptr;
    std::size_t last_operand_ = 0;
    std::size_t runs_ = 0;
    bool is_sure_ = true;
    bool has_unknown_words_ = false;
    bool has_ended_ = false;  // `--help`: nothing else is looked at
};

}  // namespace

/// `> log`, `2>&1`, `&& true`: a shell's, or a mistake that is told as one.
static bool is_shell_word(const Argument& word) {
    const std::string_view text = word.text;
    const std::size_t sign = text.find_first_not_of("0123456789&");
    return text == "&&" || text == "||" || text == "|" || text == ";" || text == "&" ||
           (sign != std::string_view::npos && (text[sign] == '>' || text[sign] == '<'));
}

void check_server_command(const ResolvedCommand& command, std::span<const ServerFlag> flags,
                          const CommandRules& rules, Reporter& report) {
    const std::vector<Argument>& words = command.arguments;
    if (!command.is_certain || std::any_of(words.begin(), words.end(), is_shell_word)) return;
    CommandChecker(command, flags, rules, report).check();
}

}  // namespace stackc
