#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Store {
    std::string_view image;
    std::string_view folder;
};
/// Where the official images keep their data, as their Dockerfiles say.
constexpr std::array<Store, 6> stores{{
    {"postgres", "/var/lib/postgresql/data"},
    {"postgis/postgis", "/var/lib/postgresql/data"},
    {"mysql", "/var/lib/mysql"},
    {"mariadb", "/var/lib/mysql"},
    {"mongo", "/data/db"},
    {"redis", "/data"},
}};

/// An image's name pulled apart: "postgres:16-alpine".
struct ImageName {
    std::string_view repository;
    std::string_view tag;  // "latest" where none is written
};
}  // namespace

static ImageName name_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    for (const std::string_view prefix : {"docker.io/", "library/"}) {
        if (image.starts_with(prefix)) image.remove_prefix(prefix.size());
    }
    const std::size_t colon = image.rfind(':');
    if (colon == std::string_view::npos) return {image, "latest"};
    return {image.substr(0, colon), image.substr(colon + 1)};
}

/// The version that a tag names; nothing for `latest`, `alpine`.
static std::optional<std::uint64_t> major_of(std::string_view tag) {
    return parse_number(tag.substr(0, tag.find_first_not_of("0123456789")));
}

/// From version 18 on PostgreSQL's images keep everything one folder higher.
static std::string_view folder_of(const Store& store, std::string_view tag) {
    const bool is_new = store.image.starts_with("postg") && major_of(tag).value_or(0) >= 18;
    return is_new ? std::string_view("/var/lib/postgresql") : store.folder;
}

static bool has_own_place(const Graph& graph, const Container& container) {
    const Program* program = main_program(graph, graph.id_of(container));
    if (program == nullptr) return true;
    const bool is_moved =
        std::any_of(program->command.begin(), program->command.end(), [](const Argument& word) {
            return word.has_hole || word.text.find("dir") != std::string::npos ||
                   word.text.find(".conf") != std::string::npos ||
                   word.text.find("-D") != std::string::npos;
        });
    return is_moved || std::any_of(program->environment.begin(), program->environment.end(),
                                   [](const EnvVariable& one) { return one.name == "PGDATA"; });
}

/// A mount that looks meant for the data and lies elsewhere.
static const Mount* misplaced(const Container& container, std::string_view folder) {
    const Mount* found = nullptr;
    for (const Mount& mount : container.mounts) {
        if (!mount.target.is_known() || mount.kind == MountKind::tmpfs) return nullptr;
        const std::string_view target = *mount.target;
        const bool covers =
            target == folder || folder.starts_with(std::string(target) + "/") || target == "/";
        // PostgreSQL's images before 18 have a volume of their own at the folder, which hides this.
        const bool is_hidden = target == "/var/lib/postgresql" && folder.ends_with("/data");
        if (covers && !is_hidden) return nullptr;
        const bool is_data = is_hidden || target.starts_with(std::string(folder) + "/") ||
                             target.starts_with("/var/lib/") || target.starts_with("/data");
        if (is_data && !target.ends_with(".conf") && !target.ends_with(".sql")) found = &mount;
    }
    return found;
}

static void find_misplaced(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        if (!container.image.is_stated() || container.build_context.is_known() ||
            !container.is_fully_read)
            continue;
        const ImageName name = name_of(*container.image);
        const auto store = std::find_if(stores.begin(), stores.end(), [&](const Store& one) {
            return one.image == name.repository;
        });
        if (store == stores.end() || has_own_place(graph, container)) continue;
        const bool is_postgres = store->image.starts_with("postg");
        const std::string_view folder = folder_of(*store, name.tag);
        const Mount* mount = misplaced(container, folder);
        if (mount == nullptr) continue;
        const bool is_refused = is_postgres && folder == "/var/lib/postgresql";
        auto found =
            report.at(mount->target.span_or(mount->span),
                      fmt::format("`{}` keeps its data in `{}`, not in `{}`",
                                  quoted(*container.image), folder, quoted(*mount->target)));
        found.label(container.image.span(), "this image");
        if (is_refused)
            found.note(
                "since version 18 the image refuses to start with a volume there: `there appears "
                "to be PostgreSQL data in: /var/lib/postgresql/data (unused mount/volume)`");
        else
            found.note(
                "the data goes into an anonymous volume, which `docker compose down -v` and a new "
                "container leave behind: the database is empty again");
        // What `latest` is depends on the day.
        if (is_postgres && !major_of(name.tag)) found.uncertain();
    }
}

extern constexpr Rule dkr023_database_volume_misplaced{
    .summary = "the volume of a database lies beside the folder that its image keeps data in",
    .why =
        "The official images declare a volume at their data folder. One that is mounted elsewhere "
        "stays empty, and the data lies in an "
        "anonymous volume that the next container does not get.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose",
    .sources =
        "https://hub.docker.com/_/postgres https://hub.docker.com/_/redis "
        "https://hub.docker.com/_/mysql",
    .bad = R"(#> docker-compose.yml
services:
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql"]
volumes: {data: {}}
)",
    .good = R"(#> docker-compose.yml
services:
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
volumes: {data: {}}
)",
    .check = find_misplaced,
};

}  // namespace stackc::rules
