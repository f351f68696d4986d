#include <fmt/format.h>

#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

enum class Interface : std::uint8_t { wsgi, asgi };

static std::string_view to_text(Interface interface) { return interface == Interface::wsgi ? "WSGI" : "ASGI"; }

/// What the server calls the application with.
static std::optional<Interface> spoken_by(const Process& process) {
    switch (process.kind) {
        case ServerKind::uwsgi: return Interface::wsgi;
        case ServerKind::daphne: return Interface::asgi;
        case ServerKind::uvicorn: return process.option("interface") == nullptr ? std::optional(Interface::asgi) : std::nullopt;
        case ServerKind::gunicorn: {
            const Option* worker = process.option("worker_class");
            // An ASGI application under a WSGI worker is GUN007.
            if (!process.is_asgi.is_known() || !*process.is_asgi || !process.is_fully_read) return std::nullopt;
            return worker != nullptr && worker->value.is_known() && worker->value->starts_with("uvicorn.workers.Uvicorn")
                       ? std::optional(Interface::asgi)
                       : std::nullopt;
        }
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return std::nullopt;
    }
    unreachable("ServerKind");
}

static const ModuleState* state_of(const Graph& graph, const Process& process) {
    for (const ModuleState& state : graph.machine.modules) {
        if (state.process == graph.id_of(process) && state.role == ModuleState::Role::application) return &state;
    }
    return nullptr;
}

/// `config.wsgi:application` and `config.asgi:application` are what Django's startproject makes,
/// unless the file itself says otherwise.
static std::optional<Interface> made_for(const Graph& graph, const Process& process) {
    const ModuleState* state = state_of(graph, process);
    const bool is_read = state != nullptr && state->is_found && (state->is_wsgi || state->is_asgi);
    if (is_read && state->is_wsgi == state->is_asgi) return std::nullopt;
    if (is_read) return state->is_wsgi ? Interface::wsgi : Interface::asgi;
    const std::string& module = *process.module;
    const std::string_view path = std::string_view(module).substr(0, module.find(':'));
    const std::string_view callable = path.size() == module.size() ? "application" : std::string_view(module).substr(path.size() + 1);
    if (callable != "application") return std::nullopt;
    if (path.ends_with(".wsgi")) return Interface::wsgi;
    return path.ends_with(".asgi") ? std::optional(Interface::asgi) : std::nullopt;
}

static std::string what_happens(Interface made) {
    if (made == Interface::wsgi) return "each request ends in 500: `TypeError: WSGIHandler.__call__() missing 1 required positional argument: 'start_response'`";
    return "each request ends in 500: `TypeError: … __call__() missing 1 required positional argument: 'send'`";
}

static void find_mismatches(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const auto spoken = spoken_by(process);
        if (!spoken || !process.module.is_known() || !process.module.has_span()) continue;
        const auto made = made_for(graph, process);
        if (!made || *made == *spoken) continue;
        auto found = report.at(process.module.span(), fmt::format("`{}` is made for {}, but {} speaks {} to it", quoted(*process.module), to_text(*made),
                                                                  name_of(graph, process), to_text(*spoken)));
        if (const Option* worker = process.option("worker_class")) found.label(worker->span, "this worker class decides");
        found.note(what_happens(*made));
    }
}

extern constexpr Rule xst109_application_of_other_interface{
    .summary = "the server speaks ASGI to a WSGI application, or the other way round",
    .why = "The two interfaces call the application with different arguments. Server and manager look healthy, and each request ends in 500 "
           "with a `TypeError` in the server's log.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd gunicorn uwsgi",
    .sources = "observed:daphne-4.0.0 observed:gunicorn-20.1.0 https://docs.djangoproject.com/en/4.2/howto/deployment/asgi/",
    .bad = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.wsgi:application
)",
    .good = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=shop
)",
    .check = find_mismatches,
};

}  // namespace stackc::rules
