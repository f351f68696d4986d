#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static bool is_name_sign(char sign) {
    return (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '_';
}

/// "LC_ALL" of "en_US.UTF-8,LC_ALL=C": a second assignment, as supervisor writes them.
static std::string_view second_name(std::string_view value) {
    for (std::size_t comma = value.find(','); comma != std::string_view::npos;
         comma = value.find(',', comma + 1)) {
        std::string_view rest = value.substr(comma + 1);
        while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
        const std::size_t end = static_cast<std::size_t>(
            std::find_if_not(rest.begin(), rest.end(), is_name_sign) - rest.begin());
        if (end > 1 && end < rest.size() && rest[end] == '=') return rest.substr(0, end);
    }
    return {};
}

static void check_variable(const Option& option, Reporter& report) {
    const std::string& value = *option.value;
    const std::size_t sign = value.find('=');
    if (sign == std::string::npos) {
        report
            .at(option.span,
                fmt::format("`{}` sets no variable: there is no `=`", quoted(value, 60)))
            .note(
                "uWSGI takes `env = NAME=value`; a virtualenv is named by `virtualenv` or `home`");
        return;
    }
    const std::string_view second = second_name(std::string_view(value).substr(sign + 1));
    if (second.empty()) return;
    const std::string_view first = std::string_view(value).substr(0, sign);
    report
        .at(option.span, fmt::format("`{}` is all of one value: `{}` is not set by it",
                                     quoted(value.substr(sign + 1), 60), quoted(second)))
        .note(fmt::format("uWSGI sets one variable with each `env`: `{}` gets the comma too",
                          quoted(first)))
        .note(fmt::format("write a second line, `env = {}=…`", quoted(second)));
}

static void find_mistaken_variables(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process)) continue;
        for (const Option& option : process.options) {
            const bool is_known = option.name == "env" && option.value.is_known();
            if (is_known && !option.value->empty() && option.value->find('$') == std::string::npos)
                check_variable(option, report);
        }
    }
}

extern constexpr Rule uws042_environment_not_as_meant{
    .summary = "an `env` that does not set what it says",
    .why =
        "`env = LANG=en_US.UTF-8,LC_ALL=en_US.UTF-8` sets one variable whose value holds a comma: "
        "the locale does not exist, and the first file name with an umlaut is a "
        "`UnicodeEncodeError`. Without `=` nothing is set at all.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21 https://uwsgi-docs.readthedocs.io/en/latest/Options.html#env",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
env = LANG=en_US.UTF-8,LC_ALL=en_US.UTF-8
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
env = LANG=en_US.UTF-8
env = LC_ALL=en_US.UTF-8
)",
    .check = find_mistaken_variables,
};

}  // namespace stackc::rules
