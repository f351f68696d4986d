// From what a service and its image say to a container of the graph and the program that it runs.
#pragma once

#include "compiler/frontends/container/image.h"

namespace stackc::container {

/// A service of a compose file, a container of a task definition, or an image by itself.
struct Service {
    Container container;  // what its front end read of it
    Image image;
    std::optional<Command> entrypoint;  // instead of the image's
    std::optional<Command> command;
    Value<std::string> user;
    Value<std::string> directory;
    Value<std::string> stop_signal;
    Value<Duration> stop_wait;
    Value<std::uint64_t> copies;
    std::vector<EnvVariable> environment;
    /// `db:database`: what it calls another service.
    std::vector<std::pair<std::string, std::string>> links;
    bool is_environment_known = false;  // of the service: no file of variables that was not read
};

ContainerId add_container(GraphBuilder& builder, Service service);

}  // namespace stackc::container
