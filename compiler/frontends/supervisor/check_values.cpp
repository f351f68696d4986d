#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/frontends/supervisor/checks.h"
#include "compiler/frontends/supervisor/lower.h"
#include "compiler/frontends/supervisor/options.h"
#include "compiler/graph/endpoint.h"

namespace stackc::supervisor {

namespace {

/// True for a key whose value is expanded before anything else is done with it; those of
/// supervisorctl are read by another program.
bool is_expanded(std::string_view kind) {
    return kind != "supervisorctl" && kind != "ctlplugin";
}

bool is_log_file(std::string_view key) {
    return key == "stdout_logfile" || key == "stderr_logfile";
}

std::string describe(const FormatProblem& problem) {
    switch (problem.kind) {
        case FormatProblemKind::unknown_name:
            return fmt::format("`%({})s` is no name that can be expanded here",
                               quoted(problem.text));
        case FormatProblemKind::bad_character:
            return fmt::format("`%{}` is no expansion", quoted(problem.text));
        case FormatProblemKind::incomplete:
            return "`%` at the end is no expansion";
        case FormatProblemKind::unclosed_name:
            return "`%(` has no `)`";
        case FormatProblemKind::wrong_type:
            return fmt::format("`{}` is text, which only `%({})s` takes", quoted(problem.text),
                               quoted(problem.text));
    }
    return {};
}

class ValueChecker {
  public:
    ValueChecker(const CheckedSection& checked, Reporter& report)
        : checked_(checked), report_(report) {
        names_ = checked.names;
        names_.set_number("process_num", 0, checked.section.name_span);
        names_.set_number("numprocs", 1, checked.section.name_span);
        if (const Key* environment = checked.section.find("environment")) {
            for (const EnvVariable& variable :
                 read_environment(format(environment->value, names_).text).variables) {
                names_.set("ENV_" + variable.name, variable.value.value_or("x"), variable.span);
            }
        }
    }

    void run() {
        std::map<std::string_view, const Key*> last;
        for (const Key& key : checked_.section.keys) last[key.name] = &key;
        // Only the last of a name is used.
        for (const auto& [name, key] : last) check_key(*key);
        check_stop_groups();
    }

  private:
    void check_key(const Key& key) {
        const OptionFacts* option = find_option(checked_.section.kind(), key.name);
        if (option == nullptr) return;
        if (is_quoted(key, *option)) return report_quotes(key, *option);
        if (!is_expanded(checked_.section.kind())) return;
        const Formatted formatted = format(key.value, names_of(*option));
        if (formatted.problem)
            return report_percent(key, *formatted.problem, is_log_file(key.name) ? "%%%%" : "%%",
                                  1);
        if (is_log_file(key.name)) {
            const Formatted again = format(formatted.text, names_);
            if (again.problem && again.problem->kind != FormatProblemKind::unknown_name)
                return report_percent(key, *again.problem, "%%%%", 2);
        }
        if (option->type == "env_list") return check_environment(key, formatted.text);
        if (formatted.text.is_known()) check_type(key, *option, formatted.text);
    }

    /// Keys that hold for all copies are expanded before the copies are numbered.
    FormatNames names_of(const OptionFacts& option) const {
        if (option.is_per_process || !is_program_kind(checked_.section.kind()))
            return is_program_kind(checked_.section.kind()) ? names_ : checked_.names;
        FormatNames names = names_;
        for (const std::string_view name : {"process_num", "numprocs"})
            names.names.erase(std::string(name));
        return names;
    }

    /// `escaped` is how a percent sign is written in the key, of which `written` bytes are there.
    void report_percent(const Key& key, const FormatProblem& problem, std::string_view escaped,
                        std::uint32_t written) {
        const bool is_name = problem.kind == FormatProblemKind::unknown_name ||
                             problem.kind == FormatProblemKind::wrong_type;
        if (is_name) {
            report_
                .at("SUP022", problem.span,
                    fmt::format("{} in `{}`", describe(problem), quoted(key.name)))
                .note(fmt::format("supervisord does not start; the names are {}", names_text()));
            return;
        }
        auto found = report_.at("SUP003", problem.span,
                                fmt::format("{}: a `%` in `{}` must be written `{}`",
                                            describe(problem), quoted(key.name), escaped));
        found.note(
            "supervisord does not start: `Format string … is badly formatted`, and all its "
            "programs are down");
        if (const auto variable = percent_variable(key.value.text())) {
            found.note(
                fmt::format("an environment variable is written `%(ENV_{})s`", quoted(*variable)));
            return;
        }
        if (problem.span.is_empty()) return;
        const Span sign{problem.span.file, problem.span.begin, problem.span.begin + written};
        found.fix(fmt::format("write `{}`", escaped), Safety::safe, {{sign, std::string(escaped)}});
    }

    /// The name in `%NAME%`, which is no mere percent sign.
    static std::optional<std::string> percent_variable(std::string_view text) {
        const std::size_t begin = text.find('%');
        const std::size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", begin + 1);
        if (end == std::string_view::npos || end <= begin + 2 || text[end] != '%')
            return std::nullopt;
        return std::string(text.substr(begin + 1, end - begin - 1));
    }

    std::string names_text() const {
        std::string text;
        for (const auto& [name, value] : names_.names) {
            if (!name.starts_with("ENV_"))
                text += fmt::format("{}`%({})s`", text.empty() ? "" : ", ", name);
        }
        return text + " and `%(ENV_NAME)s`";
    }

    /// Whether the value stands in quotes that supervisor takes for part of it.
    static bool is_quoted(const Key& key, const OptionFacts& option) {
        static constexpr std::string_view keeps[] = {"command",  "env_list",      "str", "name",
                                                     "str_list", "python_object", "url"};
        if (std::find(std::begin(keeps), std::end(keeps), option.type) != std::end(keeps))
            return false;
        const std::string& text = key.value.text();
        const bool has_quotes = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                                text.back() == text.front();
        return has_quotes && key.value.is_known() && !key.has_continuation;
    }

    void report_quotes(const Key& key, const OptionFacts& option) {
        const Span span = key.value.span();
        const std::string& text = key.value.text();
        const std::string expected = mismatch(option, text);
        auto found =
            expected.empty()
                ? report_.at("SUP002", span,
                             fmt::format("supervisor does not unquote `{}`: the value is {} with "
                                         "its quotes",
                                         quoted(key.name), quoted(text, 80)))
                : report_.at("SUP019", span,
                             fmt::format("supervisor does not unquote `{}`: {} with its quotes is "
                                         "not {}",
                                         quoted(key.name), quoted(text, 80), expected));
        if (!expected.empty())
            found.note("supervisord does not start, and all its programs are down");
        found.note("only `command` and `environment` are split as a shell would")
            .fix("remove the quotes", Safety::safe,
                 {{{span.file, span.begin, span.begin + 1}, ""},
                  {{span.file, span.end - 1, span.end}, ""}});
    }

    void check_environment(const Key& key, const MappedText& text) {
        if (!text.is_known()) return;
        const EnvironmentList list = read_environment(text);
        if (!list.problem) return;
        auto found = report_.at(
            "SUP023", *list.problem,
            "`environment` cannot be read from here on: it is `KEY=value` with commas between");
        if (const auto comment = cutting_comment(key)) {
            found.label(*comment,
                        "a comment starts here, also inside quotes, and the value ends before it");
            found.note(
                "supervisord does not start: `No closing quotation in section …`; write the value "
                "without white space before the sign, or keep it in a file");
            return;
        }
        found.note("supervisord does not start: `Unexpected end of key/value pairs`")
            .note(
                "put quotes around a value that holds anything but letters, digits and `_/.+-():`");
    }

    /// The sign of the comment that cuts the value inside its quotes.
    std::optional<Span> cutting_comment(const Key& key) const {
        const std::string_view text = checked_.section.document->text();
        const Span value = key.value.span();
        const std::string& kept = key.value.text();
        const bool is_open = std::count(kept.begin(), kept.end(), '"') % 2 != 0 ||
                             std::count(kept.begin(), kept.end(), '\'') % 2 != 0;
        if (!is_open || value.file != checked_.section.document->file() || value.end >= text.size())
            return std::nullopt;
        const std::size_t next = text.find_first_not_of(" \t", value.end);
        if (next == std::string_view::npos || (text[next] != ';' && text[next] != '#'))
            return std::nullopt;
        const auto at = static_cast<std::uint32_t>(next);
        return Span{value.file, at, at + 1};
    }

    // ------------------------------------------------------------------------------ types

    void check_type(const Key& key, const OptionFacts& option, const MappedText& value) {
        const std::string expected = mismatch(option, value.text());
        if (expected.empty()) return;
        auto found = report_.at("SUP019", key.value.span(),
                                fmt::format("`{}` of `{}` is not {}", quoted(value.text(), 80),
                                            quoted(key.name), expected));
        found.note("supervisord does not start, and all its programs are down");
    }

    /// What the value should have been; empty where supervisor takes it.
    static std::string mismatch(const OptionFacts& option, std::string_view text) {
        if (option.type == "bool" && !parse_boolean(text)) return "true or false";
        if (option.type == "int" && !is_integer(text)) return "a whole number";
        if (option.type == "octal" && !is_octal(text)) return "an octal number";
        if (option.type == "byte_size" && !is_byte_size(text)) return "a size such as 50MB";
        if (option.type == "signal" && !parse_signal(text)) return "a signal";
        if (option.type == "int_list" && !is_exit_codes(text))
            return "a list of exit codes from 0 to 255";
        if (option.name == "autorestart" && !parse_boolean(text) &&
            !equals_ignoring_case(text, "unexpected"))
            return "true, false or unexpected";
        if (option.type == "enum_list" && !are_all_of(option.values, text))
            return "a list of event types";
        if (option.name == "buffer_size" && (trim(text) == "0" || trim(text).starts_with('-')))
            return "a number above 0";
        if (option.name == "loglevel" && !is_one_of(option.values, text)) return "a log level";
        if (option.type == "host:port" && !is_inet(text)) return "an address with a port";
        if (option.type == "fcgi_socket" && !is_fcgi_socket(text))
            return "`tcp://HOST:PORT` or `unix:///PATH`";
        if (option.type == "name" && text.find_first_of(" :/") != std::string_view::npos)
            return "a name without blank, colon or slash";
        return {};
    }

    static bool is_integer(std::string_view text) {
        text = trim(text);
        if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
        return !text.empty() && text.find_first_not_of("0123456789_") == std::string_view::npos;
    }
    static bool is_octal(std::string_view text) {
        text = trim(text);
        if (text.starts_with("0o") || text.starts_with("0O")) text.remove_prefix(2);
        return !text.empty() && text.find_first_not_of("01234567_") == std::string_view::npos;
    }
    static bool is_byte_size(std::string_view text) {
        const std::string lower = to_lower(text);
        std::string_view digits = lower;
        for (const std::string_view unit : {"kb", "mb", "gb"}) {
            if (!digits.ends_with(unit)) continue;
            digits.remove_suffix(2);
            break;
        }
        return is_integer(digits);
    }
    static bool is_exit_codes(std::string_view text) {
        if (text.empty()) return true;
        for (const std::string_view one : split(text, ',')) {
            const auto code = parse_number(trim(one));
            if (!code || *code > 255) return false;
        }
        return true;
    }
    static bool is_one_of(std::string_view values, std::string_view text) {
        for (const std::string_view value : split(values, ' ')) {
            if (equals_ignoring_case(value, text)) return true;
        }
        return false;
    }
    /// supervisor 4.2.5 options.py get_event_type_names: upper case, commas between.
    static bool are_all_of(std::string_view values, std::string_view text) {
        const std::vector<std::string_view> names = split(text, ',');
        return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
            return is_one_of(values, trim(name));
        });
    }
    /// supervisor 4.2.5 datatypes.py inet_address.
    static bool is_inet(std::string_view text) {
        const std::size_t colon = text.rfind(':');
        return parse_port(trim(text.substr(colon == std::string_view::npos ? 0 : colon + 1)))
            .has_value();
    }
    static bool is_fcgi_socket(std::string_view text) {
        if (text.starts_with("unix://")) return text.substr(7).starts_with('/');
        if (!text.starts_with("tcp://")) return false;
        const std::size_t colon = text.find(':', 6);
        return colon != std::string_view::npos && colon > 6 &&
               parse_port(text.substr(colon + 1)).has_value();
    }

    void check_stop_groups() {
        const Key* stop = checked_.section.find("stopasgroup");
        const Key* kill = checked_.section.find("killasgroup");
        if (stop == nullptr || kill == nullptr || !is_program_kind(checked_.section.kind())) return;
        if (parse_boolean(stop->value.text()) != true || parse_boolean(kill->value.text()) != false)
            return;
        report_
            .at("SUP019", kill->value.span(),
                "`killasgroup` is false although `stopasgroup` is true")
            .label(stop->value.span(), "set here")
            .note(
                "supervisord does not start: `Cannot set stopasgroup=true and killasgroup=false`");
    }

    const CheckedSection& checked_;
    Reporter& report_;
    FormatNames names_;
};

}  // namespace

void check_values(const CheckedSection& checked, Reporter& report) {
    ValueChecker(checked, report).run();
}

}  // namespace stackc::supervisor
