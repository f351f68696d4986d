#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "compiler/graph/heard_ports.h"

namespace stackc::rules {

static void find_expose_mismatches(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        const HeardPorts heard = ports_heard(graph, graph.id_of(container));
        if (!heard.is_complete || heard.ports.empty()) continue;
        const bool has_match = std::any_of(container.exposed.begin(), container.exposed.end(), [&](const ExposedPort& exposed) {
            return !exposed.port.is_known() || (exposed.port.is_stated() && heard.find(*exposed.port) != nullptr);
        });
        // What a platform's proxy forwards to is XST045's.
        const bool is_behind_platform = container.is_described_by_image && !container.published.empty();
        if (has_match || is_behind_platform) continue;
        const Program* main = main_program(graph, graph.id_of(container));
        for (const ExposedPort& exposed : container.exposed) {
            if (!exposed.port.is_stated() || exposed.is_udp) continue;
            const HeardPort& other = heard.ports.front();
            auto found = report.at(exposed.span, fmt::format("port {} is exposed, but {} listens on {}", *exposed.port, other.server, other.port));
            found.label(other.span, "listens here")
                .note("nginx-proxy, Elastic Beanstalk and others forward to the exposed port and answer 502");
            if (graph.text(exposed.span) == std::to_string(*exposed.port)) {
                found.fix(fmt::format("expose {}", other.port), Safety::unsafe, {{exposed.span, std::to_string(other.port)}});
            }
            // A service may run another command than the image was made for.
            const bool is_own_command = main != nullptr && !main->command.empty() && main->command.front().span.file == exposed.span.file;
            if (!is_own_command) found.uncertain();
            break;
        }
    }
}

extern constexpr Rule dkr002_expose_mismatch{
    .summary = "EXPOSE names a port that nothing in the container listens on",
    .why = "EXPOSE opens nothing by itself, but what stands in front goes by it: nginx-proxy, Elastic Beanstalk's platform proxy and "
           "`docker run -P` send requests to the exposed port, and get `connect() failed (111: Connection refused)`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "dockerfile compose",
    .sources = "https://docs.docker.com/reference/dockerfile/#expose https://github.com/nginx-proxy/nginx-proxy/issues/1253",
    .bad = R"(#> Dockerfile
FROM python:3.12
EXPOSE 8080
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> Dockerfile
FROM python:3.12
EXPOSE 8000
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check = find_expose_mismatches,
};

}  // namespace stackc::rules
