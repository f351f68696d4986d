// The pages of settings that servers take on their command lines.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/server_command.h"

namespace stackc {

/// Without dashes in front, and with `_` for `-`: `--worker-class` is `worker_class`.
static std::string plain_name(std::string_view word) {
    std::string name(word.substr(std::min(word.find_first_not_of('-'), word.size())));
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string explain_setting(std::string_view server, std::span<const ServerFlag> flags,
                            std::span<const SettingText> texts, std::string_view manual,
                            std::string_view word) {
    const std::string wanted = plain_name(word);
    const auto is_meant = [&](const ServerFlag& flag) {
        return flag.name == wanted || flag.flag == word || plain_name(flag.flag) == wanted;
    };
    const auto known = std::find_if(flags.begin(), flags.end(), is_meant);
    // One letter alone is a flag only with its dash.
    if (known == flags.end() || (word.size() == 1)) return {};
    std::string spellings;
    for (const ServerFlag& flag : flags) {
        if (flag.name == known->name)
            spellings += fmt::format("{}`{}`", spellings.empty() ? "" : ", ", flag.flag);
    }
    std::string page =
        fmt::format("### `{}`\n\n{} setting: {} on the command line, {}.\n", known->name, server,
                    spellings, known->takes_value() ? "with a value" : "without a value");
    for (const SettingText& text : texts) {
        if (text.name == known->name) page += fmt::format("\n{}\n", text.text);
    }
    return page + fmt::format("\nManual: {}\n", manual);
}

}  // namespace stackc
