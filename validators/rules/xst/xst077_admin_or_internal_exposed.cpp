#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

// --------------------------------------------------------------------------- published by compose

namespace {
/// A store that lets everybody in unless it is told otherwise.
struct OpenStore {
    std::string_view image;
    std::uint16_t port;
    std::string_view name;
    /// What in its environment asks for a password, or takes it away (`!`).
    std::array<std::string_view, 3> passwords;
};
constexpr std::array<OpenStore, 5> stores{{
    {"redis", 6379, "redis", {}},
    {"valkey/valkey", 6379, "valkey", {}},
    {"memcached", 11211, "memcached", {}},
    {"mongo", 27017, "MongoDB", {"MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME_FILE"}},
    {"postgres", 5432, "PostgreSQL", {"!POSTGRES_HOST_AUTH_METHOD"}},
}};

std::string_view repository_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    if (image.starts_with("docker.io/")) image.remove_prefix(10);
    if (image.starts_with("library/")) image.remove_prefix(8);
    const std::size_t colon = image.rfind(':');
    const std::size_t slash = image.rfind('/');
    const bool has_tag =
        colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    return has_tag ? image.substr(0, colon) : image;
}

const OpenStore* store_of(const Container& container) {
    if (!container.image.is_known()) return nullptr;
    const auto found = std::find_if(stores.begin(), stores.end(), [&](const OpenStore& store) {
        return store.image == repository_of(*container.image);
    });
    return found == stores.end() ? nullptr : &*found;
}
}  // namespace

/// Whether the environment leaves the store open. What is not known may close it.
static bool is_open(const OpenStore& store, const Program& program) {
    const auto find = [&](std::string_view name) {
        return std::find_if(program.environment.begin(), program.environment.end(),
                            [&](const EnvVariable& one) { return one.name == name; });
    };
    const bool goes_by_environment = !store.passwords.front().empty();
    if (goes_by_environment && !program.is_environment_known) return false;
    for (const std::string_view password : store.passwords) {
        if (password.empty()) continue;
        const bool opens = password.starts_with('!');
        const auto variable = find(opens ? password.substr(1) : password);
        const bool is_there = variable != program.environment.end();
        if (!opens && is_there) return false;
        if (opens && (!is_there || variable->value.value_or("") != "trust")) return false;
    }
    return true;
}

/// A password on the command line, or a file that may hold one.
static bool may_ask_for_password(const OpenStore& store, const Container& container,
                                 const Program& program) {
    const bool has_file =
        std::any_of(container.mounts.begin(), container.mounts.end(), [](const Mount& mount) {
            return mount.target.is_unknown() ||
                   (mount.target.is_known() &&
                    (mount.target->ends_with(".conf") || mount.target->starts_with("/etc") ||
                     mount.target->starts_with("/usr/local/etc")));
        });
    const std::string command = program.command_text.value_or("");
    const bool is_told =
        program.command_text.is_unknown() || command.find("pass") != std::string::npos ||
        command.find("auth") != std::string::npos || command.find(".conf") != std::string::npos ||
        command.find("acl") != std::string::npos || command.find('$') != std::string::npos;
    return has_file || is_told ||
           (store.name == "redis" && command.find(".sh") != std::string::npos);
}

static void report_published(const Graph& graph, const Container& container, const OpenStore& store,
                             const PublishedPort& port, Reporter& report) {
    auto found =
        report.at(port.span, fmt::format("{} of `{}` is open to every network, without a password",
                                         store.name, quoted(container.name)));
    found
        .note(
            "Docker publishes past the firewall of the machine (`ufw` does not see it): whoever "
            "finds the port reads and deletes everything")
        .note(
            "other services reach it by its name, without `ports:`; for this machine alone write "
            "`127.0.0.1:` before the port");
    const std::string_view written = graph.text(port.span);
    const std::size_t quote = !written.empty() && (written[0] == '"' || written[0] == '\'') ? 1 : 0;
    const bool is_pair = written.find(':') != std::string_view::npos &&
                         written.find_first_not_of("0123456789:\"'") == std::string_view::npos;
    const auto begin = port.span.begin + static_cast<std::uint32_t>(quote);
    if (is_pair)
        found.fix("publish it on this machine only", Safety::unsafe,
                  {{{port.span.file, begin, begin}, "127.0.0.1:"}});
}

static void find_published(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        const OpenStore* store = store_of(container);
        const Program* program =
            store == nullptr ? nullptr : main_program(graph, graph.id_of(container));
        if (program == nullptr || !container.is_fully_read || !program->is_fully_read ||
            is_trial(graph, container))
            continue;
        if (!is_open(*store, *program) || may_ask_for_password(*store, container, *program))
            continue;
        for (const PublishedPort& port : container.published) {
            if (!is_everywhere(port) || !port.port.is_known() || *port.port != store->port || port.is_udp)
                continue;
            report_published(graph, container, *store, port, report);
            break;
        }
    }
}

// ------------------------------------------------------------------------------ proxied by nginx

/// A site that only this machine reaches, or a location that asks who is there.
static bool is_guarded(const Graph& graph, ScopeId scope, const Site& site) {
    for (const std::string_view name :
         {"auth_basic", "auth_request", "auth_jwt", "ssl_verify_client", "access_by_lua_block",
          "access_by_lua_file", "satisfy"}) {
        const Directive* guard = graph.effective(scope, name);
        if (guard != nullptr && guard->arg(0) != "off") return true;
    }
    if (!graph.inherited(scope, "deny").empty() || !graph.inherited(scope, "allow").empty())
        return true;
    const Scope* location = graph.enclosing(scope, "location");
    if (location != nullptr && stated(*location, "internal") != nullptr) return true;
    return std::all_of(site.listens.begin(), site.listens.end(), [](const SiteListen& listen) {
        const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
        return tcp == nullptr || is_loopback(tcp->host);
    });
}

namespace {
struct Console {
    std::string name;
    Endpoint endpoint;
    FileId file{};
    Span span;
};
}  // namespace

/// `celery -A shop flower --port=5555`, without `--basic-auth` or the like.
static std::optional<Console> flower_of(const Program& program) {
    bool is_celery = false, is_flower = false;
    std::uint16_t port = 5555;
    std::string address = "*";
    for (std::size_t i = 0; i < program.command.size(); ++i) {
        const std::string& word = program.command[i].text;
        is_celery = is_celery || word.substr(word.rfind('/') + 1) == "celery";
        if (program.command[i].has_hole || word.find("auth") != std::string::npos ||
            word.starts_with("--conf"))
            return std::nullopt;
        is_flower = is_flower || (is_celery && word == "flower");
        const std::string value = word.find('=') != std::string::npos
                                      ? word.substr(word.find('=') + 1)
                                  : i + 1 < program.command.size() ? program.command[i + 1].text
                                                                   : "";
        if (word.starts_with("--port")) port = parse_port(value).value_or(0);
        if (word.starts_with("--address")) address = value;
    }
    const bool has_secret =
        std::any_of(program.environment.begin(), program.environment.end(),
                    [](const EnvVariable& one) { return one.name.starts_with("FLOWER_"); });
    const auto endpoint = port == 0 ? std::nullopt : parse_tcp(fmt::format("{}:{}", address, port));
    if (!is_flower || has_secret || !endpoint || program.command.empty()) return std::nullopt;
    return Console{"flower", *endpoint, program.file, program.command.front().span};
}

/// `[inet_http_server]` without `username`.
static std::optional<Console> supervisor_console(const Document& document) {
    for (const Node& section : document.children(Document::root)) {
        if (section.kind != NodeKind::block || section.name.value != "inet_http_server") continue;
        std::optional<Console> console;
        for (const Node& entry : document.children(section)) {
            if (entry.name.value == "username") return std::nullopt;
            if (entry.name.value != "port" || document.args(entry).empty()) continue;
            const auto endpoint = parse_tcp(trim(document.args(entry)[0].value));
            if (endpoint)
                console = Console{"supervisor's control page", *endpoint, document.file(),
                                  document.args(entry)[0].span};
        }
        return console;
    }
    return std::nullopt;
}

static std::vector<Console> find_consoles(const Graph& graph) {
    std::vector<Console> consoles;
    for (const Program& program : graph.programs) {
        if (auto console = flower_of(program)) consoles.push_back(*std::move(console));
    }
    for (const auto& document : graph.documents) {
        if (document->dialect() != "supervisor") continue;
        if (auto console = supervisor_console(*document)) consoles.push_back(*std::move(console));
    }
    return consoles;
}

static void find_proxied(const Graph& graph, Reporter& report) {
    const std::vector<Console> consoles = find_consoles(graph);
    if (consoles.empty()) return;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        if (!link.is_local || !connection.route || !graph.at(*connection.route).scope) continue;
        const Route& route = graph.at(*connection.route);
        if (is_guarded(graph, *route.scope, graph.at(route.site))) continue;
        for (const Console& console : consoles) {
            if (!graph.are_together(console.file, connection.span.file) ||
                !reaches(link.target, console.endpoint))
                continue;
            auto found = report.at(
                connection.span,
                fmt::format("nginx shows {} to everybody, without a password", console.name));
            found.label(console.span, "it asks for none itself")
                .note(console.name == "flower"
                          ? "whoever opens it reads the arguments of all tasks, and stops workers"
                          : "whoever opens it stops and starts every program")
                .note("`auth_basic` with `auth_basic_user_file`, or `allow` and `deny all`");
            if (!is_read_to_the_top(graph, *route.scope)) found.uncertain();
            break;
        }
    }
}

static void find_exposed(const Graph& graph, Reporter& report) {
    find_published(graph, report);
    find_proxied(graph, report);
}

extern constexpr Rule xst077_admin_or_internal_exposed{
    .summary = "a store or a control page without a password is open to the world",
    .why =
        "Redis, memcached and the like trust whoever reaches them. `ports: [\"6379:6379\"]` opens "
        "them on every address of the machine, past "
        "its firewall; such servers are found within hours and used to mine or to extort. The same "
        "holds for flower and supervisor's page "
        "behind a location that asks nobody for a name.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "compose nginx supervisor",
    .sources =
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/ "
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/ "
        "https://supervisord.org/configuration.html",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
  redis:
    image: redis:7
    ports: ["6379:6379"]
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
  redis:
    image: redis:7
    ports: ["127.0.0.1:6379:6379"]
#> Dockerfile
FROM python:3.12
)",
    .check = find_exposed,
};

}  // namespace stackc::rules
