#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_made_migrations(const Graph& graph, Reporter& report) {
    constexpr std::string_view word = "makemigrations";
    std::set<Span> told;
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::docker || !program.container ||
            !program.command_text.is_stated() || is_trial(graph, graph.at(*program.container)))
            continue;
        const Span command = program.command_text.span();
        const std::size_t at = graph.text(command).find(word);
        if (at == std::string_view::npos) continue;
        const auto begin = command.begin + static_cast<std::uint32_t>(at);
        const Span place{command.file, begin, begin + static_cast<std::uint32_t>(word.size())};
        if (!told.insert(place).second) continue;
        report
            .at(place, fmt::format("`{}` makes migrations each time it starts",
                                   quoted(graph.at(*program.container).name)))
            .note(
                "they stand in no repository: the next image makes others, and `migrate` ends with "
                "`Conflicting migrations detected` or does not know what the database has")
            .note("make them where the models are edited, and only `migrate` here");
    }
}

extern constexpr Rule xst135_makemigrations_at_start{
    .summary = "a container makes migrations when it starts",
    .why =
        "Migrations are source code. What `makemigrations` writes into a container is gone with "
        "it, while the database remembers its name.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "compose dockerfile",
    .sources = "https://docs.djangoproject.com/en/stable/topics/migrations/",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    restart: always
    command: sh -c "python manage.py makemigrations && python manage.py migrate && gunicorn -b 0.0.0.0:8000 shop.wsgi"
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    restart: always
    command: sh -c "python manage.py migrate && exec gunicorn -b 0.0.0.0:8000 shop.wsgi"
#> Dockerfile
FROM python:3.12
)",
    .check = find_made_migrations,
};

}  // namespace stackc::rules
