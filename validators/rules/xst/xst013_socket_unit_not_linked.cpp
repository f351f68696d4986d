#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

/// The units of that ending in the same folder: those are installed together.
static std::vector<const Document*> neighbours(const Graph& graph, const Document& unit,
                                               std::string_view ending) {
    std::vector<const Document*> found = units_ending(graph, unit.file(), ending);
    std::erase_if(found, [&](const Document* other) {
        return !are_neighbours(graph, other->file(), unit.file());
    });
    return found;
}

static bool holds(const std::vector<const Document*>& units, std::string_view name) {
    return std::any_of(units.begin(), units.end(),
                       [&](const Document* unit) { return unit_name(*unit) == name; });
}

static bool is_plain(std::string_view name) {
    return name.find_first_of("%{$<") == std::string_view::npos;
}

/// What the socket unit starts: `Service=`, else the unit of its own name.
static UnitSetting service_of(const Document& socket) {
    const std::vector<UnitSetting> said = settings_in(socket, "Socket", "Service");
    if (!said.empty() && !said.back().value.empty()) return said.back();
    return {};
}

/// Where the service names the socket unit, as systemd does not mind but as people mean it.
static std::optional<UnitSetting> mention_of(const Document& service, std::string_view socket) {
    for (const auto& [section, key] : {std::pair{"Unit", "Requires"},
                                       {"Unit", "Wants"},
                                       {"Unit", "After"},
                                       {"Unit", "BindsTo"},
                                       {"Service", "Sockets"},
                                       {"Install", "Also"}}) {
        for (const UnitSetting& setting : settings_in(service, section, key)) {
            for (const std::string_view name : split(setting.value, ' ')) {
                if (trim(name) == socket) return setting;
            }
        }
    }
    return std::nullopt;
}

static bool accepts(const Document& socket) {
    const std::vector<UnitSetting> said = settings_in(socket, "Socket", "Accept");
    return !said.empty() && !said.back().value.empty() &&
           !equals_ignoring_case(said.back().value, "no") &&
           !equals_ignoring_case(said.back().value, "false") && said.back().value != "0";
}

static Span head_of(const Document& unit) {
    for (const Node& block : unit.children(Document::root)) {
        if (block.kind == NodeKind::block && block.name.value == "Socket") return block.header;
    }
    return {unit.file(), 0, 0};
}

static void check_socket(const Graph& graph, const Document& socket, Reporter& report) {
    const std::string name = unit_name(socket);
    const UnitSetting said = service_of(socket);
    const std::string stem = socket.source().path.stem().string();
    const bool is_instance = stem.find('@') != std::string::npos;
    const std::string wanted = said.value.empty() ? stem + ".service" : std::string(said.value);
    const bool is_judged = !is_instance && is_plain(wanted) && !accepts(socket) &&
                           wanted.find('@') == std::string::npos;
    if (!is_judged || holds(units_ending(graph, socket.file(), ".service"), wanted)) return;
    const std::vector<const Document*> services = neighbours(graph, socket, ".service");
    if (services.empty()) return;
    const Document* meant = nullptr;
    std::optional<UnitSetting> mention;
    for (const Document* service : services) {
        const auto named = mention_of(*service, name);
        if (!named) continue;
        meant = service;
        mention = named;
        break;
    }
    auto found = report.at(
        said.value.empty() ? head_of(socket) : said.span,
        fmt::format("`{}` starts `{}`, which is not there", quoted(name), quoted(wanted)));
    found.note(fmt::format("systemd does not listen: `{}: Socket service {} not loaded, refusing.`",
                           quoted(name), quoted(wanted)));
    if (meant == nullptr) {
        found.uncertain();
        return;
    }
    found.label(mention->span, fmt::format("`{}` means this socket", quoted(unit_name(*meant))));
    const Span place{head_of(socket).file, head_of(socket).end, head_of(socket).end};
    if (said.value.empty())
        found.fix(fmt::format("name `{}`", quoted(unit_name(*meant))), Safety::unsafe,
                  {{place, "\nService=" + unit_name(*meant)}});
    else
        found.fix(fmt::format("name `{}`", quoted(unit_name(*meant))), Safety::unsafe,
                  {{said.span, unit_name(*meant)}});
}

/// What the service needs and nobody gives: only where the folder has socket units of other names.
static void check_service(const Graph& graph, const Document& service, Reporter& report) {
    const std::vector<const Document*> sockets = neighbours(graph, service, ".socket");
    if (sockets.empty()) return;
    for (const auto& [section, key] :
         {std::pair{"Unit", "Requires"}, {"Unit", "BindsTo"}, {"Service", "Sockets"}}) {
        for (const UnitSetting& setting : settings_in(service, section, key)) {
            for (const std::string_view written : split(setting.value, ' ')) {
                const std::string_view name = trim(written);
                const bool is_socket = name.ends_with(".socket") && is_plain(name) &&
                                       name.find('@') == std::string_view::npos;
                if (!is_socket || holds(units_ending(graph, service.file(), ".socket"), name))
                    continue;
                std::vector<std::string> names;
                for (const Document* socket : sockets) names.push_back(unit_name(*socket));
                const std::vector<std::string_view> views(names.begin(), names.end());
                const auto near = nearest(name, views);
                auto found =
                    report.at(setting.span, fmt::format("`{}` needs `{}`, which is not there",
                                                        quoted(unit_name(service)), quoted(name)));
                found
                    .label(head_of(*sockets.front()),
                           fmt::format("the socket unit beside it is `{}`", quoted(names.front())))
                    .note(fmt::format("systemd does not start the service: `Unit {} not found.`",
                                      quoted(name)));
                if (near && setting.value == name)
                    found.fix(fmt::format("name `{}`", *near), Safety::unsafe,
                              {{setting.span, std::string(*near)}});
                // The system may have a unit of that name.
                else if (!near)
                    found.uncertain();
            }
        }
    }
}

static void find_unlinked(const Graph& graph, Reporter& report) {
    for (const auto& document : graph.documents) {
        if (document->dialect() != "systemd" || document->has_errors()) continue;
        const Path ending = document->source().path.extension();
        if (ending == ".socket") check_socket(graph, *document, report);
        if (ending == ".service") check_service(graph, *document, report);
    }
}

extern constexpr Rule xst013_socket_unit_not_linked{
    .summary = "a socket unit and the service that it is for do not find each other",
    .why =
        "`web.socket` starts `web.service`, unless `Service=` names another. A service of another "
        "name is never started by it: "
        "systemd refuses the socket unit, `Socket service web.service not loaded, refusing.`, and "
        "a service that requires a socket that is not there does "
        "not start either.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "systemd",
    .sources =
        "observed:systemd-252 https://www.freedesktop.org/software/systemd/man/systemd.socket.html "
        "https://docs.gunicorn.org/en/stable/deploy.html",
    .bad = R"(#> web.socket
[Socket]
ListenStream=/run/web.sock
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=web.socket
[Service]
User=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
)",
    .good = R"(#> web.socket
[Socket]
ListenStream=/run/web.sock
Service=shop.service
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=web.socket
[Service]
Sockets=web.socket
User=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
)",
    .check = find_unlinked,
};

}  // namespace stackc::rules
