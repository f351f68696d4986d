#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A service that is meant to stay: one that listens, in a project that serves a site.
static bool is_to_stay(const Graph& graph, const Container& container) {
    const Program* program = main_program(graph, graph.id_of(container));
    if (program == nullptr || container.is_described_by_image || !container.is_fully_read)
        return false;
    return std::any_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
        const bool is_server =
            process.kind != ServerKind::other && process.kind != ServerKind::celery;
        return is_server && process.program && &graph.at(*process.program) == program;
    });
}

static bool lacks_restart(const Graph& graph, const Container& container) {
    return is_to_stay(graph, container) && !service_says(graph, container, "restart") &&
           !service_says(graph, container, "deploy");
}

static void find_restless(const Graph& graph, Reporter& report) {
    std::map<std::string, std::vector<const Container*>> by_project;
    for (const Container& container : graph.containers) {
        const bool is_meant = is_public(graph, container) && !is_trial(graph, container);
        if (is_meant && lacks_restart(graph, container))
            by_project[container.project].push_back(&container);
    }
    for (const auto& [project, containers] : by_project) {
        std::vector<std::string> names;
        for (const Container* container : containers)
            names.push_back(fmt::format("`{}`", quoted(container->name)));
        report
            .at(containers.front()->name_span,
                fmt::format("nothing starts {} again after a crash or a reboot of the machine",
                            join(names, ", ")))
            .note("`restart: unless-stopped` does, for every service that is to stay");
    }
}

extern constexpr Rule dkr022_no_restart_policy{
    .summary = "a service of a site has no restart policy",
    .why =
        "Without `restart` a container that ends stays ended, and none comes back when the machine "
        "or Docker restarts.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "compose",
    .sources = "https://docs.docker.com/engine/containers/start-containers-automatically/",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    ports: ["80:80"]
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    restart: unless-stopped
    ports: ["80:80"]
)",
    .check = find_restless,
};

}  // namespace stackc::rules
