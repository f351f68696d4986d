#include "compiler/frontends/uwsgi/value_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <climits>

#include "compiler/base/text.h"
#include "compiler/frontends/uwsgi/options.h"

namespace stackc::uwsgi {

std::size_t find_remark(std::string_view value) {
    for (std::size_t at = value.find_first_of("#;"); at != std::string_view::npos;
         at = value.find_first_of("#;", at + 1)) {
        const bool has_blank = at > 0 && (value[at - 1] == ' ' || value[at - 1] == '\t');
        if (has_blank && at + 1 < value.size()) return at;
    }
    return std::string_view::npos;
}

namespace {

bool is_octal(std::string_view text) {
    return text.find_first_not_of("01234567") == std::string_view::npos;
}

/// What C makes of `(int) strtol(text)`: too large a number wraps to -1.
int c_integer(std::string_view text) {
    text = trim(text);
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);
    std::uint64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') break;
        number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(c - '0'),
                                         LONG_MAX / 16);
    }
    if (number >= LONG_MAX / 16) return is_negative ? 0 : -1;
    const auto value = static_cast<int>(static_cast<std::uint32_t>(number));
    return is_negative ? -value : value;
}

/// What a value must hold for uWSGI 2.0.21 to take it while it reads the option.
struct Shape {
    std::string_view option;  // its name, or what its name starts with and a `*`
    std::string_view signs;   // one of these must be there
    std::string_view form;
};
constexpr std::array shapes{
    Shape{"static-map", "=", "MOUNTPOINT=FOLDER"},
    Shape{"static-map2", "=", "MOUNTPOINT=FOLDER"},
    Shape{"set", "=", "NAME=VALUE"},
    Shape{"set-ph", "=", "NAME=VALUE"},
    Shape{"set-placeholder", "=", "NAME=VALUE"},
    Shape{"resolve", "=", "PLACEHOLDER=DOMAIN"},
    Shape{"declare-option", "=", "OPTION=TEMPLATE"},
    Shape{"declare-option2", "=", "OPTION=TEMPLATE"},
    Shape{"static-expires*", "= ", "PATTERN SECONDS"},
    Shape{"https-socket", ",", "ADDRESS,CERTIFICATE,KEY"},
    Shape{"ssl-socket", ",", "ADDRESS,CERTIFICATE,KEY"},
    Shape{"legion", " ", "LEGION ADDRESS VALOR ALGORITHM:SECRET"},
    Shape{"smart-attach-daemon*", " ", "PIDFILE COMMAND"},
    Shape{"log-route", " ", "LOGGER PATTERN"},
    Shape{"log-req-route", " ", "LOGGER PATTERN"},
    Shape{"sni", " ", "NAME CERTIFICATE,KEY"},
    Shape{"sni-regexp", " ", "PATTERN CERTIFICATE,KEY"},
};

const Shape* find_shape(std::string_view option) {
    for (const Shape& shape : shapes) {
        const bool is_prefix = shape.option.ends_with('*');
        const std::string_view name = shape.option.substr(0, shape.option.size() - is_prefix);
        if (is_prefix ? option.starts_with(name) : option == name) return &shape;
    }
    return nullptr;
}

/// `route = PATTERN ACTION:ARGUMENTS`; those that always run have no pattern.
bool is_route(std::string_view option, std::string_view value) {
    std::size_t action = 0;
    if (!option.ends_with("-run")) {
        const std::size_t blank = value.find(' ');
        if (blank == std::string_view::npos) return false;
        action = blank + 1;
    }
    return value.find(':', action) != std::string_view::npos;
}

class SettingChecker {
  public:
    SettingChecker(const Setting& setting, const OptionFacts& option, Reporter& report)
        : setting_(setting), option_(option), report_(report) {}

    void check() {
        const std::string& value = setting_.value.text();
        const bool is_chmod = option_.name == "chmod-socket" || option_.name == "chmod";
        if (is_chmod && value != "1" && (value.size() != 3 || !is_octal(value))) return mode();
        if (option_.type == "int" && c_integer(value) < 0) return negative();
        if (is_number() && check_unit(value)) return;
        if (option_.type == "socket" && value.empty()) return empty_socket();
        if (option_.type == "route" && !is_route(option_.name, value))
            return shape("PATTERN ACTION:ARGUMENTS");
        const Shape* wanted = find_shape(option_.name);
        if (wanted != nullptr && value.find_first_of(wanted->signs) == std::string::npos)
            return shape(wanted->form);
    }

  private:
    Span place() const { return setting_.value.is_empty() ? setting_.span : setting_.value.span(); }

    bool is_number() const { return option_.type == "int" || option_.type == "uint64" || option_.type == "uint16"; }

    /// A unit that uWSGI does not read: its numbers end where their digits do.
    bool check_unit(const std::string& value) {
        const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
        const std::string unit = to_lower(trim(std::string_view(value).substr(digits)));
        static constexpr std::array<std::string_view, 8> units{"k", "kb", "m", "mb", "g", "gb", "h", "min"};
        if (digits == 0 || std::find(units.begin(), units.end(), unit) == units.end()) return false;
        report_.at("UWS029", place(), fmt::format("uWSGI knows no units: `{}` of `{}` is {}", quoted(value, 60), option_.name, value.substr(0, digits)))
            .note("it reads digits and stops at the first other sign, without a word; sizes are bytes, times are seconds");
        return true;
    }

    void mode() {
        const std::string& value = setting_.value.text();
        const std::size_t remark = find_remark(value);
        const std::string_view kept = trim(std::string_view(value).substr(0, remark));
        const bool is_remark = remark != std::string::npos && kept.size() == 3 && is_octal(kept);
        auto found = report_.at(
            "UWS022", place(),
            is_remark ? fmt::format("uWSGI keeps `{}` as part of the value of `{}`",
                                    quoted(value.substr(remark), 60), option_.name)
                      : fmt::format("`{}` of `{}` is no mode of three octal digits",
                                    quoted(value, 60), option_.name));
        found.note(
            fmt::format("uWSGI does not start: `invalid chmod value: {}`", quoted(value, 60)));
        // Only what is written in one piece can be changed in place.
        if (place().size() != value.size()) return;
        if (is_remark) return move_remark(found, value.substr(remark), kept.size());
        const bool has_zero = value.size() == 4 && value[0] == '0' && is_octal(value);
        if (has_zero)
            found.fix(fmt::format("write `{}`", value.substr(1)), Safety::safe,
                      {{place(), value.substr(1)}});
    }

    void move_remark(DiagnosticBuilder& found, const std::string& remark, std::size_t kept) {
        const Span line{setting_.span.file, setting_.span.begin, setting_.span.begin};
        const Span cut{place().file, place().begin + static_cast<std::uint32_t>(kept), place().end};
        found.fix("move the comment to the line above", Safety::safe,
                  {{line, remark + "\n"}, {cut, ""}});
    }

    void negative() {
        const std::string& value = setting_.value.text();
        const bool is_large = trim(value)[0] != '-';
        report_
            .at("UWS022", place(),
                fmt::format("`{}` of `{}` is {}", quoted(value, 60), option_.name,
                            is_large ? "too large" : "negative"))
            .note(
                fmt::format("uWSGI does not start: `invalid value for option \"{}\": must be > 0`",
                            option_.name));
    }

    void shape(std::string_view form) {
        report_
            .at("UWS022", place(),
                fmt::format("`{}` of `{}` is not of the form `{}`",
                            quoted(setting_.value.text(), 60), option_.name, form))
            .note("uWSGI ends while it reads its configuration");
    }

    void empty_socket() {
        report_.at("UWS022", place(), fmt::format("`{}` names no address", option_.name))
            .note("uWSGI does not start: `invalid/empty uwsgi socket name`");
    }

    const Setting& setting_;
    const OptionFacts& option_;
    Reporter& report_;
};

}  // namespace

void check_values(const Expander& expander, std::set<Span>& seen, Reporter& report) {
    const std::vector<FileId>& files = expander.files();
    for (const Setting& setting : expander.settings()) {
        const bool is_from_file =
            std::find(files.begin(), files.end(), setting.file) != files.end();
        // A bare flag of the command line stands for a default.
        if (!is_from_file && !setting.has_value) continue;
        if (setting.is_conditional || !setting.value.is_known()) continue;
        const OptionFacts* option = find_option(setting.name);
        if (option == nullptr || !seen.insert(setting.span).second) continue;
        SettingChecker(setting, *option, report).check();
    }
}

}  // namespace stackc::uwsgi
