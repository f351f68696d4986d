#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

/// "shop.socket" where the unit is shop.service: nobody else brings that one.
static std::string own_socket(const Document& unit) {
    const std::string name = unit_name(unit);
    return name.substr(0, name.rfind('.')) + ".socket";
}

static bool has_unit(const Graph& graph, FileId from, const std::string& name) {
    const std::vector<const Document*> sockets = units_ending(graph, from, ".socket");
    return std::any_of(sockets.begin(), sockets.end(), [&](const Document* one) { return unit_name(*one) == name; });
}

static void find_missing_sockets(const Graph& graph, Reporter& report) {
    for (const auto& document : graph.documents) {
        if (document->dialect() != "systemd" || !unit_name(*document).ends_with(".service")) continue;
        const std::string socket = own_socket(*document);
        for (const std::string_view key : {"Requires", "BindsTo"}) {
            for (const UnitSetting& setting : settings_in(*document, "Unit", key)) {
                const std::vector<std::string_view> names = split(setting.value, ' ');
                const bool is_named = std::find(names.begin(), names.end(), socket) != names.end();
                if (!is_named || has_unit(graph, document->file(), socket)) continue;
                report.at(setting.span, fmt::format("the service needs `{}`, which is not here", quoted(socket)))
                    .note(fmt::format("where the machine has none, systemd does not start the service: `Unit {} not found.`", quoted(socket)))
                    .note("a server that binds its own socket needs no socket unit: take the line away, or add the unit");
            }
        }
    }
}

extern constexpr Rule xst122_required_socket_unit_missing{
    .summary = "a service requires its socket unit, which the deployment does not hold",
    .why = "`Requires=` of a unit that does not exist stops the start: `Failed to start shop.service: Unit shop.socket not found.` The line is "
           "often copied along with a service whose server binds its own address.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Requires= https://docs.gunicorn.org/en/stable/deploy.html#systemd",
    .bad = R"(#> shop.service
[Unit]
Requires=shop.socket

[Service]
User=deploy
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
)",
    .good = R"(#> shop.service
[Unit]
Requires=postgresql.service

[Service]
User=deploy
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
)",
    .check = find_missing_sockets,
};

}  // namespace stackc::rules
