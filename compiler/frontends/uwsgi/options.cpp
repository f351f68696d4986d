#include "compiler/frontends/uwsgi/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::uwsgi {

const OptionFacts* find_option(std::string_view name) {
    const std::span<const OptionFacts> options = all_options();
    const auto found = std::lower_bound(
        options.begin(), options.end(), name,
        [](const OptionFacts& option, std::string_view wanted) { return option.name < wanted; });
    return found != options.end() && found->name == name ? &*found : nullptr;
}

const OptionFacts* find_short_option(char letter) {
    for (const OptionFacts& option : all_options()) {
        if (option.short_name == letter) return &option;
    }
    return nullptr;
}

bool is_known_plugin(std::string_view plugin) {
    // Debian names the python plugin by version: python3, python311.
    if (plugin.starts_with("python") || plugin.starts_with("asyncio") ||
        plugin.starts_with("gevent"))
        return true;
    return std::any_of(all_options().begin(), all_options().end(),
                       [&](const OptionFacts& option) { return option.plugin == plugin; });
}

bool is_block_end(std::string_view name) {
    return name == "end" || name == "endif" || name == "endfor" || name == "end-if" ||
           name == "end-for";
}

std::string_view canonical_name(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> aliases{{
        {"workers", "processes"},
        {"wsgi", "module"},
        {"virtualenv", "home"},
        {"venv", "home"},
        {"pyhome", "home"},
        {"chmod", "chmod-socket"},
        {"plugin", "plugins"},
        {"file", "wsgi-file"},
        {"python-path", "pythonpath"},
        {"pp", "pythonpath"},
        {"socket-protocol", "protocol"},
        {"stats-server", "stats"},
    }};
    for (const auto& [alias, canonical] : aliases) {
        if (alias == name) return canonical;
    }
    return name;
}

/// The one option that starts with `name` and a dash: `chown` for chown-socket.
static std::optional<std::string_view> only_longer(std::string_view name) {
    std::optional<std::string_view> found;
    for (const OptionFacts& option : all_options()) {
        const bool fits = option.name.size() > name.size() && option.name.starts_with(name) &&
                          option.name[name.size()] == '-';
        if (!fits) continue;
        if (found) return std::nullopt;
        found = option.name;
    }
    return found;
}

std::optional<std::string_view> nearest_option(std::string_view name) {
    if (name.size() >= 4) {
        if (const auto longer = only_longer(name)) return longer;
    }
    std::vector<std::string_view> names;
    for (const OptionFacts& option : all_options()) {
        if (!option.is_only_dev) names.push_back(option.name);
    }
    const auto found = nearest(name, names);
    // Among so many names two edits in a short word lead anywhere.
    const std::size_t most = name.size() < 7 ? 1 : 2;
    return found && edit_distance(name, *found) <= most ? found : std::nullopt;
}

std::optional<std::uint64_t> leading_number(std::string_view text) {
    std::uint64_t number = 0;
    text = trim(text);
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

bool is_true(std::string_view text) {
    return !equals_ignoring_case(text, "false") && !equals_ignoring_case(text, "off") &&
           !equals_ignoring_case(text, "no") && text != "0";
}

}  // namespace stackc::uwsgi
