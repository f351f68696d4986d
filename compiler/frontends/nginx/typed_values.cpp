#include "compiler/frontends/nginx/typed_values.h"

#include <fmt/format.h>

#include <limits>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/values.h"

namespace stackc::nginx {

namespace {

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

}  // namespace

/// None of nginx's types takes variables, but for those that say so.
static Checked check_literal(const Word& word, bool is_right, std::string expected, std::optional<std::string> meant = std::nullopt) {
    if (is_right || word.has_hole) return std::nullopt;
    return Fault{&word, std::move(expected), std::move(meant)};
}

Checked check_size(const Word& word) {
    return check_literal(word, parse_size(word.value).has_value(), "a size such as `10m` or `8k`", nearest_size(word.value));
}

Checked check_offset(const Word& word) {
    return check_literal(word, parse_offset(word.value).has_value(), "a size such as `10m` or `1g`", nearest_size(word.value));
}

Checked check_time(const Word& word, bool has_milliseconds) {
    return check_literal(word, parse_time(word.value, has_milliseconds).has_value(),
                         has_milliseconds ? "a time such as `30s` or `500ms`" : "a time such as `30s` or `1d`",
                         nearest_time(word.value, has_milliseconds));
}

Checked check_flag(const Word& word) {
    return check_literal(word, is_one_of(word.value, "on off"), "`on` or `off`", nearest_flag(word.value));
}

static std::string number_text(std::int64_t low, std::int64_t high) {
    if (low >= 0 && high >= 0) return fmt::format("a number from {} to {}", low, high);
    return low > 0 ? fmt::format("a number from {} on", low) : "a number";
}

Checked check_number(const Word& word, std::int64_t low, std::int64_t high) {
    const std::optional<std::uint64_t> number = parse_number(word.value);
    const bool is_one = number && *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool is_right = is_one && (low < 0 || static_cast<std::int64_t>(*number) >= low) && (high < 0 || static_cast<std::int64_t>(*number) <= high);
    return check_literal(word, is_right, number_text(low, high));
}

static Checked check_literals(std::span<const Word> args, std::string_view values) {
    for (const Word& word : args) {
        if (auto fault = check_literal(word, is_one_of(word.value, values), in_words(values), nearest_word(word.value, values))) return fault;
    }
    return std::nullopt;
}

/// `proxy_buffers 1 8k`: those of a server that answers must be two or more.
static Checked check_buffers(const DirectiveRow& row, std::span<const Word> args) {
    if (args.size() < 2) return std::nullopt;
    const bool is_pair = row.name.starts_with("proxy_") || row.name.starts_with("fastcgi_") || row.name.starts_with("uwsgi_") || row.name.starts_with("scgi_");
    if (auto fault = check_number(args[0], is_pair ? 2 : 1)) return fault;
    return check_size(args[1]);
}

/// `proxy_temp_path /tmp 1 2`: the lengths of the folders' names.
static Checked check_levels(std::span<const Word> args) {
    for (const Word& word : args.subspan(1)) {
        if (auto fault = check_number(word, 1)) return fault;
    }
    return std::nullopt;
}

static Checked check_access(std::span<const Word> args) {
    for (const Word& word : args) {
        const std::size_t colon = std::min(word.value.find(':'), word.value.size());
        const std::string_view rights = word.value.substr(colon);
        const bool is_right = is_one_of(word.value.substr(0, colon), "user group all") && (rights == ":rw" || rights == ":r");
        if (auto fault = check_literal(word, is_right, "`user:rw`, `group:r` and the like")) return fault;
    }
    return std::nullopt;
}

Checked check_typed(const DirectiveRow& row, std::span<const Word> args) {
    if (args.empty()) return std::nullopt;
    const Word& word = args[0];
    switch (row.type) {
        case ValueType::flag: return check_flag(word);
        case ValueType::size: return check_size(word);
        case ValueType::complex_size: return is_unknowable(word) ? std::nullopt : check_size(word);
        case ValueType::offset: return check_offset(word);
        case ValueType::msec: return check_time(word, true);
        case ValueType::sec: return check_time(word, false);
        case ValueType::num: return check_number(word, row.low, row.high);
        case ValueType::enum_value: return check_literals(args.subspan(0, 1), row.values);
        case ValueType::bitmask: return check_literals(args, row.values);
        case ValueType::bufs: return check_buffers(row, args);
        case ValueType::path: return check_levels(args);
        case ValueType::access: return check_access(args);
        case ValueType::custom:
        case ValueType::string:
        case ValueType::str_array:
        case ValueType::keyval:
        case ValueType::mime_types:
        case ValueType::predicate:
        case ValueType::complex_str: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace stackc::nginx
