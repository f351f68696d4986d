#include "compiler/frontends/nginx/values.h"

#include <limits>

#include "compiler/base/text.h"

namespace stackc::nginx {

static std::optional<Size> parse_bytes(std::string_view text, bool has_giga) {
    std::uint64_t scale = 1;
    if (text.empty()) return std::nullopt;
    const char unit = text.back();
    if (unit == 'k' || unit == 'K') scale = 1u << 10u;
    if (unit == 'm' || unit == 'M') scale = 1u << 20u;
    if (has_giga && (unit == 'g' || unit == 'G')) scale = 1u << 30u;
    if (scale != 1) text.remove_suffix(1);
    const std::optional<std::uint64_t> number = parse_number(text);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!number || *number > most / scale) return std::nullopt;
    return Size{*number * scale};
}

std::optional<Size> parse_size(std::string_view text) { return parse_bytes(text, false); }
std::optional<Size> parse_offset(std::string_view text) { return parse_bytes(text, true); }

namespace {
struct Unit {
    std::string_view name;
    std::uint64_t ms;
    int rank;  // units come in falling order, each once
};
constexpr Unit units[] = {
    {"ms", 1, 0},        {"y", 31536000000, 7}, {"M", 2592000000, 6}, {"w", 604800000, 5},
    {"d", 86400000, 4}, {"h", 3600000, 3},     {"m", 60000, 2},      {"s", 1000, 1},
};
}  // namespace

static const Unit* unit_at(std::string_view text, bool has_milliseconds) {
    for (const Unit& unit : units) {
        if (unit.rank == 0 && !has_milliseconds) continue;
        if (text.starts_with(unit.name)) return &unit;
    }
    return nullptr;
}

std::optional<Duration> parse_time(std::string_view text, bool has_milliseconds) {
    std::uint64_t total = 0;
    // Where milliseconds count, months and years do not.
    int last_rank = has_milliseconds ? 6 : 8;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
        const std::optional<std::uint64_t> number = parse_number(text.substr(0, digits));
        if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
        text.remove_prefix(digits);
        const Unit* unit = unit_at(text, has_milliseconds);
        static constexpr Unit seconds{"", 1000, 1};
        if (unit == nullptr && (text.empty() || text[0] == ' ')) unit = &seconds;
        if (unit == nullptr || unit->rank >= last_rank) return std::nullopt;
        last_rank = unit->rank;
        total += *number * unit->ms;
        text.remove_prefix(unit->name.size());
        while (text.starts_with(' ')) text.remove_prefix(1);
    }
    return Duration{total};
}

}  // namespace stackc::nginx
