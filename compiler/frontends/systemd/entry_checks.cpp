#include "compiler/frontends/systemd/entry_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/systemd/keys.h"
#include "compiler/frontends/systemd/unit.h"
#include "compiler/graph/endpoint.h"

namespace stackc::systemd {

namespace {

/// Where ` # text` or ` ; text` starts in a value; npos where there is none.
std::size_t find_remark(std::string_view value) {
    for (std::size_t at = value.find_first_of("#;"); at != std::string_view::npos;
         at = value.find_first_of("#;", at + 1)) {
        const bool has_blank = at > 0 && (value[at - 1] == ' ' || value[at - 1] == '\t');
        if (has_blank && at + 1 < value.size() && value[at + 1] == ' ') return at;
    }
    return std::string_view::npos;
}

bool has_specifiers(KeyKind kind) {
    switch (kind) {
        case KeyKind::boolean:
        case KeyKind::choice:
        case KeyKind::time_span:
        case KeyKind::mode:
        case KeyKind::signal:
        case KeyKind::unsigned_integer:
        case KeyKind::integer:
        case KeyKind::limit:
        case KeyKind::memory:
        case KeyKind::tasks:
        case KeyKind::percent:
        case KeyKind::weight:
        case KeyKind::exit_statuses:
            return false;
        case KeyKind::path:
        case KeyKind::absolute_path:
        case KeyKind::absolute_paths:
        case KeyKind::relative_paths:
        case KeyKind::working_directory:
        case KeyKind::environment_file:
        case KeyKind::environment:
        case KeyKind::variable_names:
        case KeyKind::command:
        case KeyKind::units:
        case KeyKind::condition_path:
        case KeyKind::account:
        case KeyKind::socket_address:
        case KeyKind::addresses:
        case KeyKind::other:
            return true;
    }
    return true;
}

/// Kinds whose values hold no `#` of their own.
bool takes_no_remark(KeyKind kind) {
    return kind != KeyKind::other && kind != KeyKind::command && kind != KeyKind::environment &&
           kind != KeyKind::addresses && kind != KeyKind::condition_path;
}

// ------------------------------------------------------------------------------ one entry

class EntryChecker {
  public:
    EntryChecker(const Document& document, const Node& section, const Node& entry, Reporter& report)
        : document_(document),
          section_(section.name.value),
          entry_(entry),
          value_(value_of(document, entry)),
          report_(report) {}

    void check() {
        const std::string_view name = entry_.name.value;
        if (name.starts_with("X-") || ini::has_template_hole(name)) return;
        const KeyFacts* key = find_key(section_, name);
        if (key == nullptr) return unknown_key();
        if (ini::has_template_hole(value_.text())) return;
        if (check_remark(*key)) return;
        check_value(*key);
    }

  private:
    /// `%` and a letter; before any other sign it means itself.
    bool has_specifier() const { return has_specifier(value_.text()); }
    static bool has_specifier(std::string_view text) {
        for (std::size_t at = text.find('%'); at != std::string_view::npos && at + 1 < text.size();
             at = text.find('%', at + 1)) {
            const char next = text[at + 1];
            if (next == '%' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
                return true;
        }
        return false;
    }

    Span place() const { return value_.is_empty() ? entry_.span : value_.span(); }

    void unknown_key() {
        const std::string_view name = entry_.name.value;
        const KeyFacts* elsewhere = nullptr;
        std::vector<std::string_view> names;
        for (const KeyFacts& key : all_keys()) {
            if (key.name == name && elsewhere == nullptr) elsewhere = &key;
            if (key.section == section_) names.push_back(key.name);
        }
        const std::string meant(nearest(name, names).value_or(""));
        std::string advice;
        if (elsewhere != nullptr)
            advice = fmt::format("; it belongs in [{}]", elsewhere->section);
        else if (!meant.empty())
            advice = fmt::format("; did you mean `{}`?", meant);
        auto found = report_.at("SYD006", entry_.name.span,
                                fmt::format("`{}` is no key of [{}] and is passed over{}",
                                            quoted(name), quoted(section_), advice));
        found.note(fmt::format("systemd says `Unknown key '{}' in section [{}], ignoring`",
                               quoted(name), quoted(section_)));
        if (elsewhere == nullptr && !meant.empty())
            found.fix(fmt::format("spell it `{}`", meant), Safety::unsafe,
                      {{entry_.name.span, meant}});
    }

    /// True when told.
    bool check_remark(const KeyFacts& key) {
        const std::string& text = value_.text();
        const std::size_t at = find_remark(text);
        if (at == std::string::npos || !takes_no_remark(key.kind)) return false;
        const MappedText remark = value_.slice(at, text.size());
        const std::string kept(trim(std::string_view(text).substr(0, at)));
        auto found = report_.at("SYD005", remark.span(),
                                fmt::format("systemd takes `{}` for a part of the value of `{}`",
                                            quoted(remark.text(), 60), key.name));
        found.note(mismatch(key, text).empty() && key.kind != KeyKind::socket_address
                       ? "comments stand on lines of their own in a unit file"
                       : "systemd then passes over the whole line, with a warning in the journal");
        const Span start{entry_.span.file, entry_.span.begin, entry_.span.begin};
        if (value_.span().size() == text.size())
            found.fix("move the comment to the line above", Safety::safe,
                      {{start, remark.text() + "\n"},
                       {value_.slice(kept.size(), text.size()).span(), ""}});
        return true;
    }

    void check_value(const KeyFacts& key) {
        const bool is_unknown = has_specifiers(key.kind) && has_specifier();
        if (has_specifiers(key.kind) && check_specifiers(key)) return;
        if (key.kind == KeyKind::command) return check_command();
        if (key.kind == KeyKind::environment) return check_environment();
        if (is_unknown) return;
        if (key.kind == KeyKind::socket_address) return check_address(key);
        const std::string expected = mismatch(key, value_.text());
        if (!expected.empty()) return wrong_value(key, expected);
        if (!key.replaced_by.empty()) deprecated(key);
        if (key.name == "KillMode" && value_.text() == "none")
            obsolete("`KillMode=none` is deprecated: processes stay behind when the unit stops");
        if (key.name.starts_with("Standard") && value_.text().starts_with("syslog"))
            obsolete("`syslog` is obsolete: systemd takes it for `journal`");
        if (section_ == "Unit" && value_.text().find("syslog.target") != std::string::npos)
            obsolete("`syslog.target` is obsolete: the journal is there before any service");
    }

    /// systemd 252 shared/specifier.c: a letter or digit that stands for nothing is refused, any
    /// other sign is taken as it is.
    bool check_specifiers(const KeyFacts& key) {
        constexpr std::string_view known = "aAbBcCdEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY%";
        constexpr std::string_view letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        const std::string& text = value_.text();
        // `systemctl enable` alone looks at [Install].
        if (section_ == "Install") return false;
        for (std::size_t at = text.find('%'); at != std::string::npos && at + 1 < text.size();
             at = text.find('%', at + 2)) {
            // Names of units take fewer.
            const bool is_for_values =
                std::string_view("yYst").find(text[at + 1]) != std::string_view::npos;
            const bool is_known = known.find(text[at + 1]) != std::string_view::npos &&
                                  !(is_for_values && key.kind == KeyKind::units);
            // A path is no name of an account.
            constexpr std::string_view paths = "tSCLETVhyY";
            const bool is_path =
                key.kind == KeyKind::account && paths.find(text[at + 1]) != std::string_view::npos;
            if (is_path) return wrong_value(key, "the name of an account"), true;
            if (is_known || letters.find(text[at + 1]) == std::string_view::npos) continue;
            const bool is_fatal =
                key.kind == KeyKind::command || key.kind == KeyKind::working_directory;
            const MappedText sign = value_.slice(at, at + 1);
            report_
                .at(is_fatal ? "SYD016" : "SYD007", value_.slice(at, at + 2).span(),
                    fmt::format("`{}` is no specifier of systemd", quoted(text.substr(at, 2))))
                .note(is_fatal ? "the unit does not start: `Failed to resolve unit specifiers`"
                               : "systemd passes over the line: `Failed to resolve specifiers`")
                .fix("write `%%`", Safety::safe, {{sign.span(), "%%"}});
            return true;
        }
        return false;
    }

    void wrong_value(const KeyFacts& key, const std::string& expected) {
        const bool is_fatal = key.kind == KeyKind::working_directory ||
                              (key.kind == KeyKind::absolute_path && key.name.starts_with("Root"));
        const std::string text =
            fmt::format("`{}` of `{}` is not {}", quoted(value_.text(), 80), key.name, expected);
        if (is_fatal) {
            auto found = report_.at("SYD004", place(), text);
            found.note("the unit does not start: `Unit has a bad unit file setting`");
            unquote(found);
            return;
        }
        if (key.kind == KeyKind::account) {
            report_.at("SYD016", place(), text)
                .note("the unit does not start: `Invalid user/group name or numeric ID`");
            return;
        }
        const bool is_file = key.kind == KeyKind::environment_file;
        auto found = report_.at(is_file ? "SYD010" : "SYD007", place(), text);
        found.note(is_file ? "systemd passes over the line, and the service starts without the "
                             "variables"
                           : "systemd passes over the line, with a warning in the journal");
        unquote(found);
    }

    /// Quotes around a value that systemd does not unquote.
    void unquote(DiagnosticBuilder& found) {
        const std::string& text = value_.text();
        const bool is_quoted = text.size() > 2 && (text[0] == '"' || text[0] == '\'') &&
                               text.back() == text[0] && place().size() == text.size();
        if (!is_quoted) return;
        const Span span = place();
        found.fix("remove the quotes", Safety::safe,
                  {{{span.file, span.begin, span.begin + 1}, ""},
                   {{span.file, span.end - 1, span.end}, ""}});
    }

    void deprecated(const KeyFacts& key) {
        obsolete(fmt::format("`{}` is obsolete: it is `{}` now", key.name, key.replaced_by));
    }
    void obsolete(std::string text) { report_.at("SYD015", entry_.span, std::move(text)); }

    // ------------------------------------------------------------------------------ commands

    void check_command() {
        const SplitWords split = split_words(value_);
        if (!split.is_closed) {
            report_
                .at("SYD016", place(),
                    fmt::format("a quote in `{}` is not closed", entry_.name.value))
                .note(
                    "the unit does not start: `Unbalanced quoting, ignoring`, `Unit has a bad "
                    "unit file setting`");
            return;
        }
        if (split.words.empty()) return;
        check_program(split.words.front());
        check_shell(split.words);
    }

    /// systemd 252 config_parse_exec: an absolute path, or a name that is looked up.
    void check_program(const Argument& word) {
        const std::size_t prefix =
            std::min(word.text.find_first_not_of("@-:+!|"), word.text.size());
        const std::string path = word.text.substr(prefix);
        const bool is_name = path.find('/') == std::string::npos && !path.starts_with('$');
        const bool is_replaced = path.starts_with('%') && has_specifier(path.substr(0, 2));
        if (path.starts_with('/') || is_replaced || (is_name && !path.empty())) return;
        report_
            .at("SYD001", word.span,
                fmt::format("`{}` of `{}` is no absolute path", quoted(path, 80),
                            entry_.name.value))
            .note("the unit does not start: `Neither a valid executable name nor an absolute path`")
            .note(path.starts_with('$') || path.starts_with('~')
                      ? "variables and `~` are not replaced in the name of the program"
                      : "the path is not looked up from `WorkingDirectory`");
    }

    /// `&&`, `| tee log`, `> log`: systemd runs no shell.
    void check_shell(const std::vector<Argument>& words) {
        for (const Argument& word : words) {
            const std::string& text = word.text;
            const std::size_t sign = text.find_first_not_of("012&");
            const bool is_redirection = sign != std::string::npos && sign < 2 &&
                                        text[sign] == '>' &&
                                        (text.size() < 3 || text[sign + 1] != '=');
            const bool is_operator =
                text == "&&" || text == "||" || text == "|" || text == "&" || is_redirection;
            if (!is_operator || word.span.size() != text.size()) continue;
            report_
                .at("SYD002", word.span,
                    fmt::format("systemd runs no shell: the program gets `{}` as an argument",
                                quoted(text, 60)))
                .note(
                    "write `/bin/sh -c '…'` with `exec` before the program, or use "
                    "`StandardOutput=`, `WorkingDirectory=` and further `ExecStartPre=` lines");
            return;
        }
    }

    // ------------------------------------------------------------------------------ environment

    void check_environment() {
        const SplitWords split = split_words(value_);
        if (!split.is_closed) {
            report_.at("SYD009", place(), "a quote in `Environment` is not closed")
                .note("systemd passes over the line: `Invalid syntax, ignoring`");
            return;
        }
        for (const Argument& word : split.words) {
            const std::string name = word.text.substr(0, word.text.find('='));
            const bool is_name = !name.empty() &&
                                 name.find_first_not_of(
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                     "qrstuvwxyz0123456789_") == std::string::npos &&
                                 !(name[0] >= '0' && name[0] <= '9');
            if (is_name && name.size() < word.text.size()) continue;
            if (has_specifier(name)) continue;
            auto found = report_.at("SYD009", word.span,
                                    fmt::format("`{}` is no `NAME=value`", quoted(word.text, 60)));
            found.note("systemd passes over it: `Invalid environment assignment, ignoring`");
            if (&word != &split.words.front())
                found.note("a value with blanks is written `Environment=\"NAME=two words\"`");
            return;
        }
    }

    // ------------------------------------------------------------------------------ sockets

    void check_address(const KeyFacts& key) {
        const std::string& text = value_.text();
        const bool is_stream = key.name == "ListenStream" || key.name == "ListenDatagram" ||
                               key.name == "ListenSequentialPacket";
        if (!is_stream || text.empty()) return;
        const bool is_other = text.starts_with("vsock:");
        const bool fits = text[0] == '/' || text[0] == '@' || is_other || is_port(text);
        if (fits) return;
        auto found = report_.at("SYD011", place(),
                                fmt::format("`{}` of `{}` is no address: a path, a port or "
                                            "`ADDRESS:PORT`",
                                            quoted(text, 80), key.name));
        found.note("systemd passes over the line: `Failed to parse address value`");
        const std::size_t path = text.find('/');
        const bool has_scheme = text.starts_with("unix:") && path != std::string::npos;
        if (has_scheme && place().size() == text.size()) {
            const std::size_t last = text.find_first_not_of('/', path);
            const Span scheme{place().file, place().begin,
                              place().begin + static_cast<std::uint32_t>(last - 1)};
            found.fix("write the path alone", Safety::safe, {{scheme, ""}});
        }
    }

    /// A port, or an IP address and one: systemd looks no names up.
    static bool is_port(std::string_view text) {
        if (parse_port(text)) return text[0] != '0';
        const auto address = parse_tcp(text);
        return address && text.find(':') != std::string_view::npos && !text.starts_with(':') &&
               !text.starts_with('*') && text.substr(0, 9) != "localhost" &&
               is_address(address->host);
    }

    const Document& document_;
    std::string_view section_;
    const Node& entry_;
    MappedText value_;
    Reporter& report_;
};

}  // namespace

void check_entry(const Document& document, const Node& section, const Node& entry,
                 Reporter& report) {
    EntryChecker(document, section, entry, report).check();
}

}  // namespace stackc::systemd
