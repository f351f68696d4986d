#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

static bool is_on(const Process& process, std::string_view name) {
    const Option* option = process.option(name);
    if (option == nullptr || !option->value.is_known()) return false;
    const std::string& value = *option->value;
    return value.empty() || value == "true" || value == "1" || value == "yes" || value == "on";
}

/// Some option of that name whose value cannot be known.
static bool is_unclear(const Process& process, std::string_view name) {
    const Option* option = process.option(name);
    return option != nullptr && !option->value.is_known();
}

/// What a signal does instead of stopping the server, and which one stops it.
struct Mistake {
    std::string effect;
    std::string_view better;
    std::optional<Span> because;  // the setting that makes it so
};

/// Tried with uWSGI 2.0.21: with a master, TERM and HUP reload and QUIT stops; `die-on-term` swaps
/// TERM and QUIT; `exit-on-reload` makes every reload a stop.
static std::optional<Mistake> uwsgi_mistake(const Process& process, std::string_view signal) {
    if (!process.is_fully_read || !is_on(process, "master") || is_on(process, "exit-on-reload")) return std::nullopt;
    if (is_unclear(process, "die-on-term") || is_unclear(process, "exit-on-reload")) return std::nullopt;
    // An emperor has signals of its own, and a hook may set them: `unix_signal:15 gracefully_kill_them_all`.
    if (process.option("emperor") != nullptr || process.option("hook-master-start") != nullptr) return std::nullopt;
    const Option* die = process.option("die-on-term");
    const bool dies_on_term = is_on(process, "die-on-term");
    const std::string_view better = dies_on_term ? "TERM" : "QUIT";
    if (signal == "TERM" && !dies_on_term) return Mistake{"uWSGI reloads on it, for want of `die-on-term`", better, std::nullopt};
    if (signal == "QUIT" && dies_on_term) return Mistake{"uWSGI reloads on it, since `die-on-term` swaps TERM and QUIT", better, die->span};
    if (signal == "HUP") return Mistake{"uWSGI reloads on it", better, std::nullopt};
    if (signal == "USR1" || signal == "USR2") return Mistake{"uWSGI does not stop on it", better, std::nullopt};
    return std::nullopt;
}

/// nginx(8) and gunicorn's "Signal Handling".
static std::optional<Mistake> master_mistake(const Process& process, std::string_view signal) {
    const bool is_reload = signal == "HUP";
    if (!is_reload && signal != "USR1" && signal != "USR2" && signal != "WINCH") return std::nullopt;
    return Mistake{fmt::format("{} {} on it", to_text(process.kind), is_reload ? "reloads" : "does not stop"),
                   process.kind == ServerKind::nginx ? "QUIT" : "TERM", std::nullopt};
}

static std::optional<Mistake> mistake_of(const Process& process, std::string_view signal) {
    switch (process.kind) {
        case ServerKind::uwsgi:
            if (auto mistake = uwsgi_mistake(process, signal)) return mistake;
            break;
        case ServerKind::nginx:
        case ServerKind::gunicorn:
            if (auto mistake = master_mistake(process, signal)) return mistake;
            break;
        case ServerKind::daphne:
        case ServerKind::uvicorn:
        case ServerKind::celery:
        case ServerKind::redis: break;
        case ServerKind::runserver:
        case ServerKind::other: return std::nullopt;
    }
    if (signal != "KILL") return std::nullopt;
    const bool is_uwsgi = process.kind == ServerKind::uwsgi && !is_on(process, "die-on-term") && process.is_fully_read;
    return Mistake{"which no program can answer: requests are cut and sockets stay behind", is_uwsgi ? "QUIT" : "TERM", std::nullopt};
}

static std::string what_follows(const Program& program) {
    if (program.manager == ManagerKind::systemd) {
        return fmt::format("every stop takes {}, then `State 'stop-sigterm' timed out. Killing.`: requests are cut and sockets stay behind",
                           to_text(program.stop_wait.value_or(Duration{90'000})));
    }
    return fmt::format("every stop takes {}, then `killing '{}' with SIGKILL`: requests are cut and sockets stay behind",
                       to_text(program.stop_wait.value_or(Duration{10'000})), quoted(program.name));
}

/// Nobody says anything, and the manager's SIGTERM reloads uWSGI.
static void find_wrong_default(const Graph& graph, const Process& process, const Program& program, Reporter& report) {
    if (process.kind != ServerKind::uwsgi || *program.stop_signal != "TERM" || !uwsgi_mistake(process, "TERM")) return;
    const Option& master = *process.option("master");
    const bool is_in_file = process.config && master.span.file == *process.config;
    auto found = report.at(is_in_file ? master.span : program.name_span,
                           fmt::format("{} stops `{}` with SIGTERM, on which uWSGI reloads for want of `die-on-term`",
                                       to_text(program.manager), quoted(program.name)));
    found.label(program.name_span, "started here").note(what_follows(program));
    if (!is_in_file) return;
    const std::vector<Edit> edits = insert_after(graph, master.span, "die-on-term = true");
    if (!edits.empty()) found.fix("stop on SIGTERM", Safety::safe, edits);
}

static void find_wrong_signals(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!process.program) continue;
        const Program& program = graph.at(*process.program);
        // The signal goes to the start script's shell, which is XST121's; systemd signals every process.
        const bool is_hidden = process.is_behind_shell && program.manager != ManagerKind::systemd;
        if (!program.stop_signal.is_known() || is_hidden) continue;
        if (!program.stop_signal.is_stated()) {
            find_wrong_default(graph, process, program, report);
            continue;
        }
        const std::string& signal = *program.stop_signal;
        const std::optional<Mistake> mistake = mistake_of(process, signal);
        if (!mistake) continue;
        const std::string_view join = signal == "KILL" ? ", " : ", but ";
        auto found = report.at(program.stop_signal.span(), fmt::format("{} stops `{}` with SIG{}{}{}", to_text(program.manager),
                                                                       quoted(program.name), signal, join, mistake->effect));
        if (mistake->because) found.label(*mistake->because, "set here");
        if (signal != "KILL") {
            found.note(what_follows(program));
        }
        found.fix(fmt::format("stop it with SIG{}", mistake->better), Safety::safe,
                  {{program.stop_signal.span(), std::string(mistake->better)}});
    }
}

extern constexpr Rule xst070_stopsignal_mismatch{
    .summary = "the manager stops a server with a signal that does not stop it",
    .why = "uWSGI reloads on SIGTERM, and on SIGQUIT instead once `die-on-term` is set. A stop then takes until the manager loses "
           "patience and kills: `killing 'web' (21) with SIGKILL`, requests cut, socket left behind.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "supervisor uwsgi",
    .sources = "observed:uwsgi-2.0.21 observed:supervisor-4.2.5 https://github.com/unbit/uwsgi-docs/issues/137",
    .bad = R"(#> supervisord.conf
[program:web]
command=/usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user=deploy
stopsignal=QUIT
#> shop/uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
master = true
die-on-term = true
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user=deploy
stopsignal=TERM
#> shop/uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
master = true
die-on-term = true
)",
    .check = find_wrong_signals,
};

}  // namespace stackc::rules
