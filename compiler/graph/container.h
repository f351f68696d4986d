// Containers: machines within the machine. A process in one has its own file tree, its own
// loopback and its own names for other hosts. Front ends of compose files, images and task
// definitions fill these in; compiler/graph/places.h tells what reaches what through them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/value.h"
#include "compiler/source/span.h"

namespace stackc {

using ContainerId = Id<struct ContainerTag>;

/// What stands behind a path inside a container.
enum class MountKind : std::uint8_t { volume, host_path, tmpfs };

/// `media:/srv/media`, `./nginx.conf:/etc/nginx/nginx.conf`.
struct Mount {
    MountKind kind = MountKind::volume;
    /// A volume's name, or an absolute path of the machine; of the workspace where a compose file
    /// names it relative to itself. Absent: a volume that nobody else has.
    Value<std::string> source;
    Value<std::string> target;  // absolute, normal
    bool is_read_only = false;
    Span span;
};

/// `COPY nginx.conf /etc/nginx/conf.d/`: a file or folder of the workspace in an image.
struct CopiedPath {
    std::string source;  // absolute, in the workspace
    std::string target;  // absolute, normal: where the file or the folder's content lies
    Span span;
};

/// `8000:80`, `127.0.0.1:5432:5432`.
struct PublishedPort {
    Value<std::string> host_address;  // absent: every one of the machine
    Value<std::uint16_t> host_port;   // absent: a free one
    Value<std::uint16_t> port;        // inside
    bool is_udp = false;
    Span span;
};

/// `EXPOSE 8000`, `expose: ["8000"]`: says, but does nothing.
struct ExposedPort {
    Value<std::uint16_t> port;
    bool is_udp = false;
    Span span;
};

/// `depends_on: {db: {condition: service_healthy}}`.
struct ContainerDependency {
    std::string name;
    std::string condition;  // "service_started" where none is written
    Span span;
};

/// A network that a container is on, and its further names there.
struct NetworkUse {
    std::string name;
    std::vector<std::string> aliases;
    Span span;
};

enum class NetworkMode : std::uint8_t { networks, host, none, of_container, unknown };

struct Container {
    std::string name;  // the service's; the stage's or file's for an image without a service
    Span name_span;
    Span span;         // the whole service
    FileId file{};
    /// Containers of one project (a compose file and its overrides) meet on its networks.
    std::string project;
    /// How others on its networks call it: service name, container_name, links. Aliases stand in
    /// `networks`.
    std::vector<std::string> names;
    std::vector<NetworkUse> networks;
    NetworkMode network_mode = NetworkMode::networks;
    std::string network_of;  // the service whose network it shares
    std::vector<Mount> mounts;
    std::vector<CopiedPath> copied;
    std::vector<PublishedPort> published;
    std::vector<ExposedPort> exposed;
    std::vector<ContainerDependency> depends_on;
    Value<std::string> image;
    Value<std::string> build_context;        // absolute, in the workspace
    std::optional<FileId> image_file;        // its Dockerfile, where that was read
    bool has_health_check = false;
    bool is_described_by_image = false;      // an image that no service uses
    /// False when part of it could not be read (`extends`, an unknown image, a hole): then nothing
    /// follows from what is absent.
    bool is_fully_read = true;
    /// True when the image is built from a file that was read from its first line to the last, or
    /// is one that we know: what it starts and holds is known.
    bool is_image_known = false;
};

}  // namespace stackc
