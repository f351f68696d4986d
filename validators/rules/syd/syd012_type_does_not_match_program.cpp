#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {

struct StatedType {
    Span span;
    std::string_view value;
};

/// The last `Type=` of the unit itself; nothing where it is not stated.
std::optional<StatedType> find_type(const Document& unit) {
    std::optional<StatedType> found;
    for (const Node& section : unit.children(Document::root)) {
        if (section.kind != NodeKind::block || section.name.value != "Service") continue;
        for (const Node& entry : unit.children(section)) {
            const bool is_type = entry.kind == NodeKind::statement && entry.name.value == "Type";
            if (is_type && !unit.args(entry).empty())
                found = StatedType{unit.args(entry)[0].span, unit.args(entry)[0].value};
        }
    }
    return found;
}

/// `NotifyAccess=all` lets every process of the service speak.
bool accepts_all(const Document& unit) {
    return unit.text().find("NotifyAccess=all") != std::string_view::npos || unit.text().find("NotifyAccess = all") != std::string_view::npos;
}

void check(const Process& process, const Program& program, const Document& unit,
           Reporter& report) {
    const std::optional<StatedType> type = find_type(unit);
    const std::string_view name = type ? type->value : std::string_view("simple");
    const Span place = type ? type->span : program.name_span;
    const bool is_known = process.daemonizes.is_known();
    if (name == "forking" && is_known && !*process.daemonizes && process.is_fully_read) {
        report
            .at(place, fmt::format("`Type=forking`, but {} stays in the foreground",
                                   to_text(process.kind)))
            .label(program.span, "started here")
            .note("systemd waits for the program to go to the background, and ends it after 90 "
                  "seconds: `start operation timed out. Terminating.`");
        return;
    }
    const bool waits = name == "simple" || name == "exec" || name == "notify";
    if (waits && is_known && *process.daemonizes) {
        report
            .at(place, fmt::format("{} goes to the background, which `Type={}` takes for its end",
                                   to_text(process.kind), name))
            .label(process.daemonizes.span_or(program.span), "it is told so here")
            .note("systemd then says `Deactivated successfully` and ends what is left of it");
        return;
    }
    if (name == "notify" && process.is_behind_shell && process.is_fully_read && !accepts_all(unit)) {
        report
            .at(place, fmt::format("`Type=notify`, but {} is not the main process: its start script waits for it", to_text(process.kind)))
            .label(program.span, "started here")
            .note("systemd says `Got notification message from PID …, but reception only permitted for main PID`, and ends it after 90 seconds")
            .note("put `exec` before the server in the script");
        return;
    }
    const bool is_silent =
        process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn;
    if (name != "notify" || !is_silent) return;
    report
        .at(place, fmt::format("`Type=notify`, but {} never tells systemd that it is ready",
                               to_text(process.kind)))
        .label(program.span, "started here")
        .note("systemd ends it after 90 seconds: `start operation timed out. Terminating.`");
}

}  // namespace

static void find_wrong_types(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!process.program || process.kind == ServerKind::other) continue;
        const Program& program = graph.at(*process.program);
        const Document* unit = graph.document_of(program.file);
        if (program.manager != ManagerKind::systemd || unit == nullptr || unit->dialect() != "systemd")
            continue;
        check(process, program, *unit, report);
    }
}

extern constexpr Rule syd012_type_does_not_match_program{
    .summary = "a `Type` that is not how the program starts",
    .why =
        "With `Type=forking` systemd waits for the program to go to the background, with "
        "`Type=notify` for a message that it is ready, and with the others it takes the end of the "
        "first process for the end of the service. A program that does something else is ended "
        "after 90 seconds, or at once.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "systemd uwsgi",
    .sources =
        "https://docs.gunicorn.org/en/stable/deploy.html "
        "https://uwsgi-docs.readthedocs.io/en/latest/Systemd.html",
    .bad = R"(#> shop.service
[Service]
User=deploy
Type=forking
ExecStart=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
)",
    .good = R"(#> shop.service
[Service]
User=deploy
Type=notify
ExecStart=/srv/shop/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
)",
    .check = find_wrong_types,
};

}  // namespace stackc::rules
