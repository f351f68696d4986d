#include "compiler/frontends/compose/help.h"

#include <fmt/format.h>

#include <utility>

namespace stackc::compose {

static constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"services", "The containers. Each reaches the others by their names here."},
    {"image", "The image to run."},
    {"build", "The folder with a Dockerfile to build the image from."},
    {"command", "What the container runs instead of the image's CMD."},
    {"entrypoint", "What the container runs instead of the image's ENTRYPOINT."},
    {"ports",
     "Opens ports of the host: `host:container`. Other services need none: they reach the "
     "container's port by its name."},
    {"expose", "Tells which ports the program listens on; it opens nothing."},
    {"volumes",
     "Folders of the host or named volumes in the container: `source:target:ro`. A socket or "
     "static files that two services need lie in one volume of both."},
    {"networks", "The networks that the service is in; services see each other on a common one."},
    {"depends_on",
     "Which services start before; with `condition: service_healthy`, which are ready before."},
    {"environment", "Variables of the container."},
    {"env_file", "A file of variables of the container."},
    {"restart",
     "Whether Docker starts the container again: `unless-stopped` or `always` for servers."},
    {"healthcheck", "A command by which Docker sees whether the program works."},
    {"stop_grace_period", "How long a stop may take before SIGKILL, 10 s by default."},
    {"stop_signal", "The signal that stops the container."},
    {"container_name", "The container's name on the host; then there can be one of it."},
    {"network_mode",
     "`host` shares the network of the host: ports collide, 127.0.0.1 is the host."},
};

std::string explain(std::string_view word) {
    for (const auto& [name, text] : texts) {
        if (name == word)
            return fmt::format(
                "### `{}`\n\nCompose key.\n\n{}\n\nManual: "
                "https://docs.docker.com/reference/compose-file/\n",
                name, text);
    }
    return {};
}

}  // namespace stackc::compose
