#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/heard_ports.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Words of scripts that wait, or try again.
static bool waits(std::string_view command) {
    static constexpr std::array<std::string_view, 9> words{
        "wait", "sleep", "until ", "while ", "nc ", "pg_isready", "dockerize", "mysqladmin", "||"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return command.find(word) != std::string_view::npos;
    });
}

/// A database that takes a moment before it answers.
static bool is_database(const Graph& graph, const Container& container) {
    const HeardPorts heard = ports_heard(graph, graph.id_of(container));
    const bool is_exposed = std::any_of(
        container.exposed.begin(), container.exposed.end(), [](const ExposedPort& port) {
            return port.port.is_known() && (*port.port == 5432 || *port.port == 3306);
        });
    return is_exposed || heard.find(5432) != nullptr || heard.find(3306) != nullptr;
}

static const ContainerDependency* dependency_on(const Container& from, const std::string& name) {
    const auto found =
        std::find_if(from.depends_on.begin(), from.depends_on.end(),
                     [&](const ContainerDependency& one) { return one.name == name; });
    return found == from.depends_on.end() ? nullptr : &*found;
}

static Span migrate_in(const Graph& graph, Span command) {
    const std::size_t at = graph.text(command).find("migrate");
    if (at == std::string_view::npos) return command;
    const auto begin = command.begin + static_cast<std::uint32_t>(at);
    return {command.file, begin, begin + 7};
}

static void find_early_migrations(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::docker || !program.container ||
            !program.command_text.is_stated())
            continue;
        const Container& container = graph.at(*program.container);
        const std::string& command = *program.command_text;
        const bool migrates = command.find("manage.py migrate") != std::string::npos;
        if (!migrates || waits(command) || !container.is_fully_read || is_trial(graph, container) ||
            service_says(graph, container, "restart") || service_says(graph, container, "deploy") ||
            service_says(graph, container, "entrypoint"))
            continue;
        for (const Container& database : graph.containers) {
            const ContainerDependency* dependency = dependency_on(container, database.name);
            if (database.project != container.project || dependency == nullptr ||
                dependency->condition != "service_started" || !is_database(graph, database))
                continue;
            report
                .at(migrate_in(graph, program.command_text.span()),
                    fmt::format("`{}` migrates as soon as `{}` is started, which is before it "
                                "answers",
                                quoted(container.name), quoted(database.name)))
                .label(dependency->span, "this waits for the container, not for the database")
                .note(
                    "the first start ends with `could not connect to server: Connection refused`, "
                    "and without `restart` nothing tries again")
                .note(
                    "a `healthcheck` for the database with `condition: service_healthy` waits, "
                    "`restart: unless-stopped` tries again");
        }
    }
}

extern constexpr Rule xst131_migrate_before_database{
    .summary = "a container migrates its database when it starts, and does not wait for it",
    .why =
        "`depends_on` alone waits until the database's container runs; on its first start a "
        "database works for seconds before it answers. `migrate` ends with `connection to server "
        "at \"db\", port 5432 failed: Connection refused`, and the container with it.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose",
    .sources = "https://docs.docker.com/compose/how-tos/startup-order/",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: sh -c "python manage.py migrate && gunicorn -b 0.0.0.0:8000 shop.wsgi"
    depends_on: [db]
  db:
    image: postgres:16
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: sh -c "python manage.py migrate && exec gunicorn -b 0.0.0.0:8000 shop.wsgi"
    depends_on:
      db: {condition: service_healthy}
  db:
    image: postgres:16
    healthcheck: {test: ["CMD", "pg_isready"]}
#> Dockerfile
FROM python:3.12
)",
    .check = find_early_migrations,
};

}  // namespace stackc::rules
