#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Database {
    std::uint16_t port;
    std::string_view name;
    std::string_view key;  // what asks for a password; empty: nothing usually does
};
/// By the ports that their manuals name.
constexpr std::array<Database, 7> databases{{
    {5432, "PostgreSQL", "POSTGRES_PASS"},
    {3306, "MySQL", "MYSQL_"},
    {1433, "SQL Server", "SA_PASSWORD"},
    {6379, "redis", "requirepass"},
    {27017, "MongoDB", "MONGO_INITDB_ROOT"},
    {11211, "memcached", ""},
    {9200, "Elasticsearch", ""},
}};
}  // namespace

/// Stores that let everybody in are XST077's.
static bool is_left_to_another_rule(const Database& database, bool is_guarded) {
    static constexpr std::array<std::uint16_t, 4> ports{5432, 6379, 11211, 27017};
    return !is_guarded && std::find(ports.begin(), ports.end(), database.port) != ports.end();
}

/// Redis without a password is found by its own rules' words: the command or a variable.
static bool asks_password(const Program* program, const Database& database) {
    if (program == nullptr || database.key.empty()) return false;
    const bool is_trusting = std::any_of(program->environment.begin(), program->environment.end(),
                                         [](const EnvVariable& one) {
                                             return one.name == "POSTGRES_HOST_AUTH_METHOD" &&
                                                    one.value.is_known() && *one.value == "trust";
                                         });
    if (is_trusting) return false;
    const bool in_command =
        std::any_of(program->command.begin(), program->command.end(), [&](const Argument& word) {
            return word.has_hole || word.text.find(database.key) != std::string::npos;
        });
    return in_command || std::any_of(program->environment.begin(), program->environment.end(),
                                     [&](const EnvVariable& one) {
                                         return one.value.is_unknown() ||
                                                one.name.find(database.key) != std::string::npos;
                                     });
}

static void find_open_databases(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        const bool is_service = !container.is_described_by_image && is_public(graph, container) &&
                                !is_trial(graph, container);
        if (!is_service) continue;
        for (const PublishedPort& port : container.published) {
            const auto database =
                std::find_if(databases.begin(), databases.end(), [&](const Database& one) {
                    return port.port.is_known() && *port.port == one.port;
                });
            if (database == databases.end() || !is_everywhere(port) || port.is_udp) continue;
            const bool is_guarded =
                asks_password(main_program(graph, graph.id_of(container)), *database);
            if (is_left_to_another_rule(*database, is_guarded)) continue;
            auto found = report.at(port.span, fmt::format("{} in `{}` is open to everybody{}",
                                                          database->name, quoted(container.name),
                                                          is_guarded ? ", behind its password alone"
                                                                     : " who finds the port"));
            found.note(
                "a published port passes by ufw and firewalld; containers reach each other without "
                "`ports`");
            const std::string_view written = graph.text(port.span);
            const bool is_plain =
                !written.empty() &&
                written.find_first_not_of("0123456789:\"'") == std::string_view::npos &&
                written.find(':') != std::string_view::npos;
            const bool is_quoted = is_plain && (written[0] == '"' || written[0] == '\'');
            if (!is_plain) continue;
            const Span place{port.span.file, port.span.begin + (is_quoted ? 1u : 0u),
                             port.span.begin + (is_quoted ? 1u : 0u)};
            found.fix("publish it to the machine alone", Safety::unsafe, {{place, "127.0.0.1:"}});
        }
    }
}

extern constexpr Rule dkr020_database_port_published{
    .summary = "a stack that serves a site publishes its database to every network",
    .why =
        "Docker puts a published port before the machine's own firewall. Scanners find databases "
        "within hours; then its password is all that keeps them out, and Elasticsearch has none.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "compose",
    .sources =
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/ "
        "https://docs.docker.com/engine/network/port-publishing/",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    restart: always
    ports: ["80:80"]
  db:
    image: postgres:15
    restart: always
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
    volumes: ["data:/var/lib/postgresql/data"]
    ports: ["5432:5432"]
volumes:
  data:
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    restart: always
    ports: ["80:80"]
  db:
    image: postgres:15
    restart: always
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
    volumes: ["data:/var/lib/postgresql/data"]
    ports: ["127.0.0.1:5432:5432"]
volumes:
  data:
)",
    .check = find_open_databases,
};

}  // namespace stackc::rules
