#include "compiler/frontends/nginx/entries.h"

#include <fmt/format.h>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/frontends/nginx/addresses.h"
#include "compiler/frontends/nginx/value_checks.h"

namespace stackc::nginx {

static bool is_percent(std::string_view text) {
    if (text == "*") return true;
    if (!text.ends_with('%')) return false;
    text.remove_suffix(1);
    const std::size_t dot = text.find('.');
    const std::string_view whole = text.substr(0, dot), part = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
    return parse_number(whole) && parse_number(part) && part.size() <= 2;
}

static std::string count_fault(std::string_view block, std::size_t count, std::string_view lone_words, std::string_view key) {
    const bool is_alone = count == 0 && is_one_of(key, lone_words);
    return is_alone || count == 1 ? "" : fmt::format("invalid number of the {} parameters", block);
}

static std::string map_fault(const Word& key, std::size_t count) {
    std::string fault = count_fault("map", count, "hostnames volatile", key.value);
    if (!fault.empty() || !key.value.starts_with('~')) return fault;
    const bool ignores_case = key.value.starts_with("~*");
    const bool is_regex = key.value.size() > 1 && Regex::compile(key.value.substr(ignores_case ? 2 : 1));
    return is_regex ? "" : "pcre2_compile() failed";
}

static std::string geo_fault(const Word& key, std::size_t count) {
    std::string fault = count_fault("geo", count, "ranges proxy_recursive volatile", key.value);
    // A block with `ranges` has lines such as `10.0.0.1-10.0.0.9 x`.
    const bool is_range = key.value.find('-') != std::string_view::npos;
    if (!fault.empty() || is_range || is_one_of(key.value, "default include delete proxy ranges proxy_recursive volatile")) return fault;
    return is_network(key.value) ? "" : fmt::format("invalid network \"{}\"", key.value);
}

static std::string split_fault(const Word& key, std::size_t count) {
    // nginx counts no words here and reads the first two.
    if (count == 0) return {};
    return key.value == "include" || is_percent(key.value) ? "" : fmt::format("invalid percent value \"{}\"", key.value);
}

std::string entry_fault(std::string_view block, const Word& key, std::size_t count) {
    if (key.has_hole) return {};
    if (block == "map") return map_fault(key, count);
    if (block == "geo") return geo_fault(key, count);
    if (block == "split_clients") return split_fault(key, count);
    return {};
}

void check_entry(std::string_view block, const Place& place, const Node& node, Reporter& report) {
    if (node.name.has_hole || place.document->has_errors()) return;
    const std::string fault = node.kind == NodeKind::block ? "unexpected \"{\"" : entry_fault(block, node.name, node.arg_count);
    if (fault.empty()) return;
    const bool is_count = fault.starts_with("invalid number");
    const std::string_view rule = node.kind == NodeKind::block ? "NGX004" : is_count ? "NGX005" : fault.starts_with("pcre2") ? "NGX095" : "NGX006";
    report.at(rule, node.name.span, fmt::format("`{}` starts no line that `{}` takes", quoted(node.name.value, 60), block))
        .note(fmt::format("nginx says: {}", quoted(fault)));
}

}  // namespace stackc::nginx
