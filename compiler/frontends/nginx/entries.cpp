#include "compiler/frontends/nginx/entries.h"

#include <fmt/format.h>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/frontends/nginx/addresses.h"
#include "compiler/frontends/nginx/value_checks.h"

namespace stackc::nginx {

static void report_parts(std::string_view block, const Node& node, std::string_view expected, Reporter& report) {
    report.at("NGX005", node.name.span, fmt::format("this line of `{}` has {} word{}, nginx takes {}", block, node.arg_count + 1,
                                                    node.arg_count == 0 ? "" : "s", expected))
        .note(fmt::format("nginx says: invalid number of the {} parameters", block));
}

static void check_map(const Node& node, Reporter& report) {
    const bool is_alone = node.name.value == "hostnames" || node.name.value == "volatile";
    if (is_alone && node.arg_count == 0) return;
    if (node.arg_count != 1) return report_parts("map", node, "a value and what it becomes", report);
    const std::string_view key = node.name.value;
    if (!key.starts_with('~') || node.name.has_hole) return;
    const bool ignores_case = key.starts_with("~*");
    if (key.size() > 1 && Regex::compile(key.substr(ignores_case ? 2 : 1))) return;
    report.at("NGX095", node.name.span, fmt::format("`{}` is no regular expression", quoted(key)))
        .note("nginx does not start: `[emerg] pcre2_compile() failed: …`");
}

static void check_geo(const Node& node, Reporter& report) {
    const std::string_view key = node.name.value;
    const bool is_alone = key == "ranges" || key == "proxy_recursive" || key == "volatile";
    if (is_alone && node.arg_count == 0) return;
    if (node.arg_count != 1) return report_parts("geo", node, "a network and its value", report);
    const bool is_word = key == "default" || key == "include" || key == "delete" || key == "proxy";
    // A block with `ranges` has lines such as `10.0.0.1-10.0.0.9 x`.
    if (is_word || key.find('-') != std::string_view::npos || is_network(key)) return;
    report.at("NGX006", node.name.span, fmt::format("`{}` is no network", quoted(key, 60))).note(fmt::format("nginx says: invalid network \"{}\"", quoted(key, 60)));
}

static bool is_percent(std::string_view text) {
    if (text == "*") return true;
    if (!text.ends_with('%')) return false;
    text.remove_suffix(1);
    const std::size_t dot = text.find('.');
    const std::string_view whole = text.substr(0, dot), part = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
    return parse_number(whole) && parse_number(part) && part.size() <= 2;
}

static void check_split(const Node& node, Reporter& report) {
    if (node.arg_count != 1) return report_parts("split_clients", node, "a share and its value", report);
    if (node.name.value == "include" || is_percent(node.name.value)) return;
    report.at("NGX006", node.name.span, fmt::format("`{}` is no share such as `0.5%` or `*`", quoted(node.name.value, 60)))
        .note(fmt::format("nginx says: invalid percent value \"{}\"", quoted(node.name.value, 60)));
}

void check_entry(std::string_view block, const Place& place, const Node& node, Reporter& report) {
    if (node.kind != NodeKind::statement || node.name.has_hole || node.name.value.find('$') != std::string_view::npos) return;
    if (place.document->has_errors()) return;
    if (block == "map") return check_map(node, report);
    if (block == "geo") return check_geo(node, report);
    if (block == "split_clients") return check_split(node, report);
}

}  // namespace stackc::nginx
