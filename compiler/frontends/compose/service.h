// A service of a compose project, read from all files that say something of it.
#pragma once

#include "compiler/frontends/compose/project.h"
#include "compiler/frontends/container/container_maker.h"

namespace stackc::compose {

container::Service read_service(const Workspace& workspace, const Project& project,
                                std::string_view name);

/// `8000:80`, `127.0.0.1:8000:80/udp`; nothing for a range of ports.
std::optional<PublishedPort> parse_port_mapping(const MappedText& text);

}  // namespace stackc::compose
