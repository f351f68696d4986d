#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What gunicorn 20.1.0 util.py parse_address refuses, or the socket that it hands over to.
static std::string flaw_in(std::string_view address) {
    if (address.starts_with("tcp://")) address.remove_prefix(6);
    if (address.starts_with("unix:") || address.starts_with("fd://") || address.empty()) return {};
    if (address.starts_with('/') || address.starts_with("./") || (address.ends_with(".sock") && address.find(':') == std::string_view::npos))
        return "is a path without `unix:` before it, which gunicorn takes for a host";
    if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos)
        return "has a scheme, which gunicorn takes for a host";
    const std::size_t bracket = address.rfind(']');
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket))
        return {};
    const std::string_view port = address.substr(colon + 1);
    const auto number = parse_number(port);
    if (port.empty()) return {};
    if (!number) return "has a port that is no number";
    if (*number > 65535) return "has a port above 65535";
    return {};
}

static void find_malformed_addresses(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::gunicorn) continue;
        for (const Option& option : process.options) {
            if (option.name != "bind" || !option.value.is_known()) continue;
            for (const std::string_view one : split(*option.value, ',')) {
                const std::string flaw = flaw_in(trim(one));
                if (flaw.empty()) continue;
                report
                    .at(option.value.span(),
                        fmt::format("the address `{}` {}", quoted(trim(one)), flaw))
                    .note(
                        "gunicorn stops at start with `is not a valid port number`, `bind(): "
                        "port must be 0-65535` or, after some tries, `Can't connect to ('…', 8000)`");
            }
        }
    }
}

extern constexpr Rule gun005_bind_malformed{
    .summary = "an address that gunicorn cannot bind",
    .why =
        "gunicorn cuts the address at its colons: what follows the last must be a port. It "
        "exits with `Error: '//127.0.0.1' is not a valid port number.`",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "gunicorn supervisor",
    .sources =
        "https://docs.gunicorn.org/en/stable/settings.html#bind "
        "https://github.com/benoitc/gunicorn/issues/1166",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b http://127.0.0.1:8000 shop.wsgi
directory=/srv/shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
user=shop
directory=/srv/shop
)",
    .check = find_malformed_addresses,
};

}  // namespace stackc::rules
