#include "compiler/frontends/nginx/value_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/values.h"

namespace stackc::nginx {

namespace {

/// What is wrong with an argument.
struct Fault {
    const Word* word = nullptr;
    std::string expected;             // "a size such as `10m`"
    std::optional<std::string> meant;  // what the author likely meant
};

bool is_unknowable(const Word& word) { return word.has_hole || word.value.find('$') != std::string_view::npos; }

bool is_one_of(std::string_view text, std::string_view words) {
    const auto list = split(words, ' ');
    return std::any_of(list.begin(), list.end(), [&](std::string_view word) { return equals_ignoring_case(word, text); });
}

std::string in_words(std::string_view words) {
    std::string text;
    const auto list = split(words, ' ');
    for (std::size_t i = 0; i < list.size(); ++i) {
        text += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == list.size() ? " or " : ", ", list[i]);
    }
    return text;
}

/// `10MB`, `10 m`, `10mb` as nginx writes them.
std::optional<std::string> nearest_size(std::string_view text) {
    std::string lower = to_lower(text);
    for (const std::string_view tail : {"ib", "b"}) {
        if (lower.size() > tail.size() && lower.ends_with(tail)) {
            lower.resize(lower.size() - tail.size());
            break;
        }
    }
    if (lower != text && parse_size(lower)) return lower;
    return std::nullopt;
}

/// `30sec`, `5min`, `1hour` as nginx writes them.
std::optional<std::string> nearest_time(std::string_view text, bool has_milliseconds) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"seconds", "s"}, {"second", "s"}, {"secs", "s"}, {"sec", "s"}, {"minutes", "m"}, {"minute", "m"}, {"mins", "m"},
        {"min", "m"},     {"hours", "h"},  {"hour", "h"}, {"hr", "h"},  {"days", "d"},    {"day", "d"},    {"S", "s"},
    };
    for (const auto& [name, unit] : names) {
        if (!text.ends_with(name)) continue;
        std::string meant(text.substr(0, text.size() - name.size()));
        meant += unit;
        if (parse_time(meant, has_milliseconds)) return meant;
    }
    return std::nullopt;
}

std::optional<std::string> nearest_flag(std::string_view text) {
    if (is_one_of(text, "true yes 1 enable enabled")) return "on";
    if (is_one_of(text, "false no 0 disable disabled")) return "off";
    return std::nullopt;
}

std::optional<std::string> nearest_word(std::string_view text, std::string_view words) {
    const auto list = split(words, ' ');
    const auto found = nearest(text, list);
    return found ? std::optional<std::string>(*found) : std::nullopt;
}

bool is_number(std::string_view text, const DirectiveRow& row) {
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number) return false;
    const auto value = static_cast<std::int64_t>(*number);
    return (row.low < 0 || value >= row.low) && (row.high < 0 || value <= row.high);
}

std::string number_text(const DirectiveRow& row) {
    if (row.low >= 0 && row.high >= 0) return fmt::format("a number from {} to {}", row.low, row.high);
    return "a number";
}

std::optional<Fault> check_word(const Word& word, bool is_right, std::string expected, std::optional<std::string> meant) {
    if (is_right || is_unknowable(word)) return std::nullopt;
    return Fault{&word, std::move(expected), std::move(meant)};
}

std::optional<Fault> check_size(const Word& word) {
    return check_word(word, parse_size(word.value).has_value(), "a size such as `10m` or `8k`", nearest_size(word.value));
}

std::optional<Fault> check_buffers(std::span<const Word> args) {
    if (args.size() < 2) return std::nullopt;
    if (auto fault = check_word(args[0], parse_number(args[0].value).value_or(0) != 0, "a number of buffers", std::nullopt)) return fault;
    return check_size(args[1]);
}

std::optional<Fault> check_set(std::span<const Word> args, std::string_view values) {
    for (const Word& word : args) {
        if (auto fault = check_word(word, is_one_of(word.value, values), in_words(values), nearest_word(word.value, values))) return fault;
    }
    return std::nullopt;
}

std::optional<Fault> check_typed(const DirectiveRow& row, std::span<const Word> args) {
    if (args.empty()) return std::nullopt;
    const Word& word = args[0];
    switch (row.type) {
        case ValueType::flag:
            return check_word(word, is_one_of(word.value, "on off"), "`on` or `off`", nearest_flag(word.value));
        case ValueType::size:
        case ValueType::complex_size: return check_size(word);
        case ValueType::offset:
            return check_word(word, parse_offset(word.value).has_value(), "a size such as `10m` or `1g`", nearest_size(word.value));
        case ValueType::msec:
            return check_word(word, parse_time(word.value, true).has_value(), "a time such as `30s` or `500ms`", nearest_time(word.value, true));
        case ValueType::sec:
            return check_word(word, parse_time(word.value, false).has_value(), "a time such as `30s` or `1d`", nearest_time(word.value, false));
        case ValueType::num: return check_word(word, is_number(word.value, row), number_text(row), std::nullopt);
        case ValueType::enum_value: return check_set(args.subspan(0, 1), row.values);
        case ValueType::bitmask: return check_set(args, row.values);
        case ValueType::bufs: return check_buffers(args);
        case ValueType::custom:
        case ValueType::string:
        case ValueType::str_array:
        case ValueType::path:
        case ValueType::keyval:
        case ValueType::access:
        case ValueType::mime_types:
        case ValueType::predicate:
        case ValueType::complex_str: return std::nullopt;
    }
    return std::nullopt;
}

// -------------------------------------------------------------------------- setters of their own

std::optional<std::string> nearest_parameter(std::string_view text, std::string_view params) {
    const std::string_view key = text.substr(0, text.find('='));
    std::vector<std::string_view> names;
    const auto list = split(params, ' ');
    for (const std::string_view word : list) {
        const bool has_value = word.ends_with('=');
        if (has_value == (text.find('=') != std::string_view::npos)) names.push_back(has_value ? word.substr(0, word.size() - 1) : word);
    }
    const auto found = nearest(key, names);
    if (!found) return std::nullopt;
    return std::string(*found) + std::string(text.substr(key.size()));
}

/// The port of an address, where there is one; 0 is one that nginx refuses.
std::optional<Fault> check_port(const Word& word) {
    if (is_unknowable(word) || word.value.starts_with("unix:")) return std::nullopt;
    const std::size_t colon = word.value.rfind(':');
    const std::size_t bracket = word.value.rfind(']');
    const bool has_colon = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    const std::string_view port = has_colon ? word.value.substr(colon + 1) : word.value;
    const bool is_digits = !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_digits) return std::nullopt;
    return check_word(word, parse_port(port).has_value(), "a port from 1 to 65535", std::nullopt);
}

std::optional<Fault> check_listen(const DirectiveRow& row, std::span<const Word> args) {
    if (auto fault = check_port(args[0])) return fault;
    // rtmp is a module of its own with parameters of its own.
    if (!row.has(is_core) || row.params.empty()) return std::nullopt;
    static constexpr std::string_view others = "http2 quic ipv6only=on ipv6only=off so_keepalive= proxy_protocol ssl";
    for (const Word& word : args.subspan(1)) {
        const bool is_right = word.value != "on" && word.value != "off" && (is_parameter(word.value, row.params) || is_parameter(word.value, others));
        if (auto fault = check_word(word, is_right, "a parameter of `listen`", word.value == "spdy" ? std::optional<std::string>("http2") : nearest_parameter(word.value, row.params))) return fault;
    }
    return std::nullopt;
}

std::optional<Fault> check_server(const DirectiveRow& row, std::span<const Word> args) {
    for (const Word& word : args.subspan(1)) {
        const bool is_right = is_parameter(word.value, row.params) || word.value.starts_with("slow_start=") || word.value.starts_with("id=") ||
                              word.value.starts_with("srun_id=");
        if (auto fault = check_word(word, is_right, "a parameter of `server`", nearest_parameter(word.value, row.params))) return fault;
    }
    return std::nullopt;
}

std::optional<Fault> check_processes(std::span<const Word> args) {
    const bool is_right = args[0].value == "auto" || parse_number(args[0].value).has_value();
    return check_word(args[0], is_right, "a number or `auto`", nearest_word(args[0].value, "auto"));
}

std::optional<Fault> check_error_log(std::span<const Word> args) {
    static constexpr std::string_view levels = "emerg alert crit error warn notice info debug debug_core debug_alloc debug_mutex debug_event "
                                               "debug_http debug_mail debug_stream";
    if (args.size() < 2) return std::nullopt;
    return check_set(args.subspan(1), levels);
}

/// `return 301`: one argument that starts like a number must be a code (ngx_http_rewrite_return).
std::optional<Fault> check_return(std::span<const Word> args) {
    const Word& word = args[0];
    if (args.size() == 1) {
        const bool is_address = word.value.starts_with("http://") || word.value.starts_with("https://") || word.value.starts_with("$scheme");
        if (is_address) return std::nullopt;
    }
    const std::optional<std::uint64_t> code = parse_number(word.value);
    return check_word(word, code && *code <= 999, "a status code, or one full address", std::nullopt);
}

/// `if (…)` as ngx_http_rewrite_if_condition reads it.
std::optional<Fault> check_condition(std::span<const Word> args) {
    std::vector<std::string_view> words;
    for (const Word& word : args) words.push_back(word.value);
    if (std::any_of(args.begin(), args.end(), [](const Word& word) { return word.has_hole; })) return std::nullopt;
    if (!words.front().starts_with('(')) return Fault{&args.front(), "`(` before the condition", std::nullopt};
    if (!words.back().ends_with(')')) return Fault{&args.back(), "`)` after the condition", std::nullopt};
    std::size_t first = 0, last = words.size() - 1;
    if (words.front().size() == 1) ++first;
    else words.front().remove_prefix(1);
    if (words.back().size() == 1 && last > 0) --last;
    else words.back().remove_suffix(1);
    if (first > last) return Fault{&args.front(), "a condition", std::nullopt};
    const std::string_view subject = words[first];
    if (subject.size() > 1 && subject[0] == '$') {
        if (first == last) return std::nullopt;
        if (first + 2 != last) return Fault{&args[first], "one variable, one operator and one value", std::nullopt};
        static constexpr std::string_view operators = "= != ~ ~* !~ !~*";
        if (is_one_of(words[first + 1], operators)) return std::nullopt;
        return Fault{&args[first + 1], in_words(operators), words[first + 1] == "==" ? std::optional<std::string>("=") : std::nullopt};
    }
    const bool is_file_test = (subject.size() == 2 && subject[0] == '-') || (subject.size() == 3 && subject.starts_with("!-"));
    if (!is_file_test) return Fault{&args[first], "a variable or a file test such as `-f`", std::nullopt};
    if (std::string_view("fdex").find(subject.back()) == std::string_view::npos) return Fault{&args[first], "`-f`, `-d`, `-e` or `-x`", std::nullopt};
    if (first + 1 != last) return Fault{&args[first], "one file test and one path", std::nullopt};
    return std::nullopt;
}

std::optional<Fault> check_custom(const DirectiveRow& row, std::span<const Word> args) {
    if (args.empty()) return std::nullopt;
    if (row.name == "listen") return check_listen(row, args);
    if (row.name == "server" && !row.params.empty()) return check_server(row, args);
    if (row.name == "if" && row.module == "ngx_http_rewrite_module") return check_condition(args);
    if (row.name == "worker_processes") return check_processes(args);
    if (row.name == "error_log") return check_error_log(args);
    if (row.name == "return" && row.module == "ngx_http_rewrite_module") return check_return(args);
    if (row.name == "worker_connections") return check_word(args[0], parse_number(args[0].value).has_value(), "a number", std::nullopt);
    if (row.name == "keepalive_timeout" || row.name == "resolver_timeout") {
        return check_word(args[0], parse_time(args[0].value, true).has_value(), "a time such as `65s`", nearest_time(args[0].value, true));
    }
    return std::nullopt;
}

}  // namespace

void check_values(const Place& place, const Node& node, const std::vector<const DirectiveRow*>& rows, Reporter& report) {
    const auto args = place.document->args(node);
    std::optional<Fault> first;
    for (const DirectiveRow* row : rows) {
        std::optional<Fault> fault = row->type == ValueType::custom ? check_custom(*row, args) : check_typed(*row, args);
        if (!fault) return;
        if (!first) first = std::move(fault);
    }
    if (!first) return;
    const Word& word = *first->word;
    auto found = report.at("NGX006", word.span, fmt::format("`{}` is no value for `{}`, nginx expected {}", quoted(word.value, 60),
                                                            quoted(node.name.value, 60), first->expected));
    found.note(fmt::format("nginx does not start: it refuses this value of \"{}\"", quoted(node.name.value, 60)));
    if (first->meant) found.fix(fmt::format("write `{}`", quoted(*first->meant, 60)), Safety::unsafe, {{word.span, *first->meant}});
}

}  // namespace stackc::nginx
