#include "compiler/frontends/supervisor/options.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::supervisor {

std::string_view kind_of(std::string_view section) {
    return section.substr(0, section.find(':'));
}

bool is_known_kind(std::string_view kind) {
    static constexpr std::array<std::string_view, 11> kinds{
        "supervisord", "supervisorctl", "unix_http_server", "inet_http_server",
        "program",     "fcgi-program",  "eventlistener",    "group",
        "include",     "rpcinterface",  "ctlplugin"};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool is_program_kind(std::string_view kind) {
    return kind == "program" || kind == "fcgi-program" || kind == "eventlistener";
}

bool has_free_keys(std::string_view kind) {
    return kind == "rpcinterface" || kind == "ctlplugin";
}

const OptionFacts* find_option(std::string_view kind, std::string_view name) {
    for (const OptionFacts& option : all_options()) {
        if (option.section == kind && option.name == name) return &option;
    }
    return nullptr;
}

std::optional<std::string_view> nearest_option(std::string_view kind, std::string_view name) {
    std::vector<std::string_view> names;
    for (const OptionFacts& option : all_options()) {
        if (option.section == kind) names.push_back(option.name);
    }
    return nearest(name, names);
}

}  // namespace stackc::supervisor
