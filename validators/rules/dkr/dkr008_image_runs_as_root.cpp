#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_root(const Value<std::string>& user) {
    return user.is_stated() && (*user == "root" || *user == "0");
}

/// The server changes its user itself: uWSGI's `uid`, gunicorn's `--user`.
static bool drops(const Process& process) {
    for (const std::string_view name : {"uid", "user"}) {
        const Option* option = process.option(name);
        if (option != nullptr && option->value.value_or("x") != "root") return true;
    }
    return false;
}

static void find_root_servers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const bool is_server =
            process.kind == ServerKind::uwsgi || process.kind == ServerKind::gunicorn ||
            process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn ||
            process.kind == ServerKind::celery;
        if (!is_server || !process.program || drops(process)) continue;
        const Program& program = graph.at(*process.program);
        if (program.manager != ManagerKind::docker || !is_root(program.user)) continue;
        report
            .at(program.user.span(),
                fmt::format("{} runs as root in its container", name_of(graph, process)))
            .note(
                "a hole in the application is then root's: in all that is mounted, and with a hole "
                "in the kernel on the machine")
            .note(
                "make an account in the Dockerfile, `RUN useradd --system app`, and end with `USER "
                "app`");
    }
}

extern constexpr Rule dkr008_image_runs_as_root{
    .summary = "an image or service is told to run its application as root",
    .why =
        "`USER root` is needed while packages are installed, and is left behind. Whoever takes "
        "over the application is root in the "
        "container, owns every mounted volume, and is one kernel bug away from the machine.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "dockerfile compose",
    .sources =
        "https://github.com/hadolint/hadolint/wiki/DL3002 "
        "https://docs.docker.com/build/building/best-practices/#user",
    .bad = R"(#> Dockerfile
FROM python:3.12
RUN useradd --system app
USER app
COPY . /srv/shop
USER root
RUN apt-get update && apt-get install -y gettext
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> Dockerfile
FROM python:3.12
RUN useradd --system app
RUN apt-get update && apt-get install -y gettext
COPY . /srv/shop
USER app
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check = find_root_servers,
};

}  // namespace stackc::rules
