#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The word `runserver` before the address that it binds, or the address.
static Span place_of(const Graph& graph, const Listener& listener) {
    const Document* document = graph.document_of(listener.span.file);
    if (document == nullptr) return listener.span;
    constexpr std::string_view word = "runserver";
    const std::size_t at = document->text().substr(0, listener.span.end + word.size()).rfind(word);
    const bool is_near = at != std::string_view::npos && listener.span.begin - at < 200;
    if (!is_near && at != listener.span.begin) return listener.span;
    const auto begin = static_cast<std::uint32_t>(at);
    return {listener.span.file, begin, begin + static_cast<std::uint32_t>(word.size())};
}

/// Whether the program serves others, as far as the files tell.
static bool is_deployed(const Graph& graph, const Program& program, const Listener& listener) {
    const Document* document = graph.document_of(program.file);
    if (document == nullptr || is_trial_file(document->source().path)) return false;
    switch (program.manager) {
        case ManagerKind::supervisor:
        case ManagerKind::systemd:
            return true;
        case ManagerKind::docker:
            return program.container && !is_trial(graph, graph.at(*program.container)) &&
                   is_public(graph, graph.at(*program.container)) &&
                   graph.is_connected(graph.id_of(listener));
        case ManagerKind::none:
            return program.name == "web" && document->source().path.filename() == "Procfile";
    }
    return false;
}

static void find_development_servers(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (process.kind != ServerKind::runserver || !process.program) continue;
        const Program& program = graph.at(*process.program);
        if (!is_deployed(graph, program, listener)) continue;
        report
            .at(place_of(graph, listener),
                fmt::format("`{}` serves the site with Django's development server",
                            quoted(program.name)))
            .note(
                "Django's manual: do not use this server in a production setting; it has not gone "
                "through security audits or performance tests")
            .note(
                "it reloads when a file changes, ends with one bad import, and with `DEBUG` on "
                "shows settings and code to everybody; gunicorn, uWSGI or daphne are made for it");
    }
}

extern constexpr Rule xst130_development_server_deployed{
    .summary = "a deployment serves its site with `manage.py runserver`",
    .why =
        "Django's development server is not made for it: its own start says `WARNING: This is a "
        "development server. Do not use it in a production setting.`",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose supervisor systemd procfile",
    .sources = "https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/python /srv/shop/manage.py runserver 127.0.0.1:8000
user=shop
stopasgroup=true
killasgroup=true
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
)",
    .check = find_development_servers,
};

}  // namespace stackc::rules
