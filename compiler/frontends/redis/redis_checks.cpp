#include "compiler/frontends/redis/redis_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/redis/directives.h"

namespace stackc::redis {

const DirectiveFacts* find_directive(std::string_view name) {
    const std::string lower = to_lower(name);
    const std::span<const DirectiveFacts> all = all_directives();
    const auto found =
        std::lower_bound(all.begin(), all.end(), lower,
                         [](const DirectiveFacts& one, const std::string& wanted) {
                             return one.name < wanted;
                         });
    return found != all.end() && found->name == lower ? &*found : nullptr;
}

namespace {

/// redis 7.0 util.c string2ll: no sign but `-`, no blank, no zero in front.
std::optional<std::int64_t> parse_integer(std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return number;
}

/// redis 7.0 util.c memtoull: digits and a unit.
std::optional<std::int64_t> parse_memory(std::string_view text) {
    const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string name = to_lower(text.substr(unit));
    static constexpr std::pair<std::string_view, std::int64_t> units[] = {
        {"", 1},           {"b", 1},            {"k", 1000},          {"kb", 1 << 10},
        {"m", 1000'000},   {"mb", 1 << 20},     {"g", 1000'000'000},  {"gb", 1 << 30}};
    const auto* found = std::find_if(std::begin(units), std::end(units),
                                     [&](const auto& one) { return one.first == name; });
    if (unit == 0 || found == std::end(units)) return std::nullopt;
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + unit, number);
    if (error != std::errc{}) return std::nullopt;
    return number > INT64_MAX / found->second ? INT64_MAX : number * found->second;
}

bool is_one_of(std::string_view values, std::string_view text) {
    for (const std::string_view value : split(values, ' ')) {
        if (equals_ignoring_case(value, text)) return true;
    }
    return false;
}

bool is_octal(std::string_view text) {
    return !text.empty() && text.find_first_not_of("01234567") == std::string_view::npos;
}

/// What the value should have been; empty where redis takes it.
std::string mismatch(const DirectiveFacts& directive, std::string_view text) {
    std::optional<std::int64_t> number;
    switch (directive.kind) {
        case ValueKind::boolean:
            return is_one_of("yes no", text) ? "" : "`yes` or `no`";
        case ValueKind::choice:
        case ValueKind::choices: {
            if (is_one_of(directive.values, text)) return "";
            return fmt::format("one of `{}`", directive.values);
        }
        case ValueKind::octal:
            return is_octal(text) ? "" : "an octal number";
        case ValueKind::integer:
            number = parse_integer(text);
            if (!number) return "a whole number";
            break;
        case ValueKind::memory_or_percent:
            if (text.ends_with('%') && parse_integer(text.substr(0, text.size() - 1))) return "";
            [[fallthrough]];
        case ValueKind::memory:
            number = parse_memory(text);
            if (!number) return "a size such as `100mb`";
            break;
        case ValueKind::other:
            return "";
    }
    if (*number >= directive.low && *number <= directive.high) return "";
    if (directive.high == INT64_MAX) return fmt::format("{} or more", directive.low);
    return fmt::format("between {} and {}", directive.low, directive.high);
}

void report_unknown(std::string_view name, Span span, Reporter& report) {
    std::vector<std::string_view> names;
    for (const DirectiveFacts& directive : all_directives()) names.push_back(directive.name);
    const std::string meant(nearest(to_lower(name), names).value_or(""));
    auto found = report.at(
        "RDS002", span,
        meant.empty()
            ? fmt::format("redis knows no directive `{}`", quoted(name))
            : fmt::format("redis knows no directive `{}`; did you mean `{}`?", quoted(name), meant));
    found.note("redis does not start: `Bad directive or wrong number of arguments`");
    if (!meant.empty())
        found.fix(fmt::format("spell it `{}`", meant), Safety::unsafe, {{span, meant}});
}

class LineChecker {
  public:
    LineChecker(const Document& document, const Node& line, Reporter& report)
        : document_(document), line_(line), args_(document.args(line)), report_(report) {}

    void check() {
        // A dot parts a module's name from its setting's.
        if (has_hole(line_.name) || line_.name.value.find('.') != std::string_view::npos) return;
        const DirectiveFacts* directive = find_directive(line_.name.value);
        if (directive == nullptr) return unknown();
        if (std::any_of(args_.begin(), args_.end(), has_hole)) return;
        if (check_remark()) return;
        const bool fits = args_.size() >= directive->least &&
                          (directive->most == 255 || args_.size() <= directive->most);
        if (!fits) return arity(*directive);
        for (const Word& word : args_) check_value(*directive, word);
        check_form(directive->name);
    }

  private:
    static bool has_hole(const Word& word) { return word.has_hole; }

    void unknown() { report_unknown(line_.name.value, line_.name.span, report_); }

    /// `port 6379 # web`: redis has comments on lines of their own only.
    bool check_remark() {
        for (std::size_t i = 1; i < args_.size(); ++i) {
            const bool is_remark = args_[i].quote == 0 && args_[i].value.starts_with('#');
            if (!is_remark) continue;
            const Span remark{line_.span.file, args_[i].span.begin, line_.span.end};
            const Span start{line_.span.file, line_.span.begin, line_.span.begin};
            const Span cut{line_.span.file, args_[i - 1].span.end, line_.span.end};
            report_
                .at("RDS001", remark,
                    fmt::format("redis takes `{}` for arguments of `{}`",
                                quoted(document_.text(remark), 60), quoted(line_.name.value)))
                .note("redis does not start: `wrong number of arguments`")
                .fix("move the comment to the line above", Safety::safe,
                     {{start, std::string(document_.text(remark)) + "\n"}, {cut, ""}});
            return true;
        }
        return false;
    }

    void arity(const DirectiveFacts& directive) {
        const std::string wanted = directive.most == 255
                                       ? fmt::format("{} or more", directive.least)
                                       : fmt::format("{}", directive.least);
        report_
            .at("RDS007", line_.span,
                fmt::format("`{}` has {} arguments, but takes {}", directive.name, args_.size(),
                            wanted))
            .note("redis does not start: `wrong number of arguments`");
    }

    void check_value(const DirectiveFacts& directive, const Word& word) {
        const std::string expected = mismatch(directive, word.value);
        if (!expected.empty()) refuse(word, expected);
    }

    void refuse(const Word& word, std::string_view expected) {
        report_
            .at("RDS007", word.span,
                fmt::format("`{}` of `{}` is not {}", quoted(word.value, 60),
                            quoted(to_lower(line_.name.value)), expected))
            .note("redis does not start: `*** FATAL CONFIG FILE ERROR ***`");
    }

    /// redis 7.0 config.c: directives with a reader of their own.
    void check_form(std::string_view name) {
        if (name == "save") return check_save();
        if (name == "client-output-buffer-limit") return check_output_limit();
        if (name == "replicaof" || name == "slaveof") return check_master();
        if (name == "notify-keyspace-events") {
            if (args_[0].value.find_first_not_of("KEg$lshzxedtmnA") != std::string_view::npos)
                refuse(args_[0], "made of the letters `KEg$lshzxedtmnA`");
        }
    }

    void check_save() {
        if (args_.size() == 1 && args_[0].value.empty()) return;
        for (std::size_t i = 0; i < args_.size(); ++i) {
            const auto number = parse_integer(args_[i].value);
            const bool fits = number && *number >= (i % 2 == 0 ? 1 : 0);
            if (!fits) return refuse(args_[i], "a number of seconds or changes");
        }
        if (args_.size() % 2 != 0) refuse(args_.back(), "followed by a number of changes");
    }

    void check_output_limit() {
        for (std::size_t i = 0; i + 3 < args_.size(); i += 4) {
            if (!is_one_of("normal replica slave pubsub", args_[i].value))
                return refuse(args_[i], "a class of clients");
            for (const std::size_t size : {i + 1, i + 2}) {
                if (!parse_memory(args_[size].value))
                    return refuse(args_[size], "a size such as `100mb`");
            }
            const auto seconds = parse_integer(args_[i + 3].value);
            if (!seconds || *seconds < 0) return refuse(args_[i + 3], "a number of seconds");
        }
        if (args_.size() % 4 != 0) refuse(args_.back(), "the last of a group of four");
    }

    void check_master() {
        const bool is_none = equals_ignoring_case(args_[0].value, "no") &&
                             equals_ignoring_case(args_[1].value, "one");
        const auto port = parse_integer(args_[1].value);
        if (!is_none && (!port || *port < 0 || *port > 65535)) refuse(args_[1], "a port");
    }

    const Document& document_;
    const Node& line_;
    std::span<const Word> args_;
    Reporter& report_;
};

}  // namespace

void check_flag(std::string_view name, Span span, Reporter& report) {
    const bool is_question = name == "version" || name == "help" || name == "test-memory" ||
                             name == "check-system" || name.find('.') != std::string_view::npos;
    if (!is_question && find_directive(name) == nullptr) report_unknown(name, span, report);
}

void check(const Document& document, Reporter& all) {
    // A file of thousands of strange lines is no configuration.
    Reporter report = all.limited(500);
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::statement) LineChecker(document, node, report).check();
        if (node.kind != NodeKind::error) continue;
        report.at("RDS007", node.span, "a quote is not closed, or something follows one that is")
            .note("redis does not start: `Unbalanced quotes in configuration line`");
    }
}

}  // namespace stackc::redis
