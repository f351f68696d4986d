#include "compiler/graph/server_addresses.h"

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/text.h"

namespace stackc {

namespace {

/// Servers by the schemes of their URLs, and by words in the names of variables.
struct ServerType {
    std::uint16_t port;
    std::array<std::string_view, 6> schemes;
    std::array<std::string_view, 5> words;
    std::string_view engine;  // the end of Django's ENGINE
};
constexpr std::array<ServerType, 5> server_types{{
    {5432,
     {"postgres", "postgresql", "postgis", "psql", "pgsql"},
     {"POSTGRES", "PG", "DB", "SQL", "DATABASE"},
     "post"},
    {3306, {"mysql", "mysql2", "mariadb"}, {"MYSQL", "MARIADB"}, "mysql"},
    {6379, {"redis"}, {"REDIS"}, "redis"},
    {5672, {"amqp", "pyamqp", "librabbitmq"}, {"RABBITMQ", "RABBIT", "AMQP"}, ""},
    {27017, {"mongodb"}, {"MONGO", "MONGODB"}, ""},
}};

bool holds(const auto& list, std::string_view text) {
    return !text.empty() && std::find(list.begin(), list.end(), text) != list.end();
}

/// A host as a URL has it, without what could be a variable's leftover.
bool is_host(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos;
}

/// Where `part` stands in what is written at `whole`; the whole where it cannot be found.
Span place_of(const Graph& graph, Span whole, std::string_view before, std::string_view part) {
    const std::string_view written = graph.text(whole);
    const std::string wanted = std::string(before) + std::string(part);
    const std::size_t at = written.find(wanted);
    if (at == std::string_view::npos || written.find(wanted, at + 1) != std::string_view::npos)
        return whole;
    const auto begin = whole.begin + static_cast<std::uint32_t>(at + before.size());
    return {whole.file, begin, begin + static_cast<std::uint32_t>(part.size())};
}

class Finder {
  public:
    explicit Finder(const Graph& graph) : graph_(graph) {}

    std::vector<ServerAddress> find() {
        for (const Program& program : graph_.programs) {
            if (is_client(program)) read_urls(program);
        }
        for (const SettingsModule& settings : graph_.settings) {
            for (const ProcessId id : settings.processes) read_settings(settings, graph_.at(id));
        }
        for (const Program& program : graph_.programs) {
            // Settings that were read say themselves which variables count.
            if (is_client(program) && !has_settings_.contains(program.container->value))
                read_pairs(program);
        }
        return std::move(found_);
    }

  private:
    /// Public images are servers; what is told to them is about themselves.
    bool is_client_container(ContainerId id) const {
        const Container& container = graph_.at(id);
        const bool is_plain = container.network_mode == NetworkMode::networks &&
                              container.network_of.empty() && !container.is_described_by_image;
        return is_plain &&
               (container.image_file || !container.is_image_known || container.exposed.empty());
    }

    bool is_client(const Program& program) const {
        return program.manager == ManagerKind::docker && program.container &&
               is_client_container(*program.container);
    }

    /// Each place once, and once what settings take from a variable.
    void add(ServerAddress address) {
        const bool is_told =
            std::any_of(found_.begin(), found_.end(), [&](const ServerAddress& other) {
                const bool is_same = other.from == address.from && other.host == address.host &&
                                     other.port == address.port;
                return is_same || other.host_span == address.host_span;
            });
        if (is_host(address.host) && !is_told) found_.push_back(std::move(address));
    }

    // ------------------------------------------------------------------------------ URLs

    /// `postgres://user:password@db:5432/shop`; the part before the first `+` names the server.
    void add_url(ContainerId from, const std::string& name, std::string_view url, Span span) {
        const std::size_t sign = url.find("://");
        if (sign == std::string_view::npos) return add_plain(from, name, url, span);
        const std::string scheme = to_lower(url.substr(0, std::min(url.find('+'), sign)));
        const auto type =
            std::find_if(server_types.begin(), server_types.end(),
                         [&](const ServerType& one) { return holds(one.schemes, scheme); });
        std::string_view rest = url.substr(sign + 3);
        rest = rest.substr(0, rest.find_first_of("/?#"));
        if (type == server_types.end() || rest.find_first_of(", []{}$%") != std::string_view::npos)
            return;
        const std::size_t user = rest.rfind('@');
        const std::string_view before = user == std::string_view::npos ? "//" : "@";
        if (user != std::string_view::npos) rest.remove_prefix(user + 1);
        const std::size_t colon = rest.rfind(':');
        ServerAddress address{from, name, std::string(rest.substr(0, colon)), type->port, false, {},
                              {},   true};
        address.host_span = place_of(graph_, span, before, address.host);
        if (colon != std::string_view::npos) {
            const auto port = parse_port(rest.substr(colon + 1));
            if (!port) return;
            address.port = *port;
            address.is_port_stated = true;
            address.port_span = place_of(graph_, span, ":", rest.substr(colon + 1));
        }
        add(std::move(address));
    }

    /// `cache:11211`, where the port tells what it is.
    void add_plain(ContainerId from, const std::string& name, std::string_view text, Span span) {
        static constexpr std::array<std::uint16_t, 5> ports{5432, 3306, 6379, 5672, 11211};
        const std::size_t colon = text.rfind(':');
        const auto port =
            colon == std::string_view::npos ? std::nullopt : parse_port(text.substr(colon + 1));
        if (!port || std::find(ports.begin(), ports.end(), *port) == ports.end()) return;
        ServerAddress address{from, name, std::string(text.substr(0, colon)), *port, true, {},
                              {},   true};
        address.host_span = place_of(graph_, span, "", address.host);
        address.port_span = place_of(graph_, span, ":", text.substr(colon + 1));
        add(std::move(address));
    }

    // -------------------------------------------------------------------------- settings

    /// What the environment may set otherwise counts where all of the environment is known.
    bool is_sure(const PythonValue& value) const {
        return value.is_known() && (!value.is_assumed || is_environment_known_);
    }

    void read_settings(const SettingsModule& settings, const Process& process) {
        const std::optional<ContainerId> from = container_of(graph_, process);
        if (!from || !is_client_container(*from)) return;
        const Program* main = main_program(graph_, *from);
        is_environment_known_ =
            main != nullptr && process.program && &graph_.at(*process.program) == main &&
            std::none_of(main->environment.begin(), main->environment.end(),
                         [](const EnvVariable& one) { return one.value.is_unknown(); });
        has_settings_.insert(from->value);
        if (const PythonValue* databases = settings.find("DATABASES"); databases != nullptr) {
            for (const PythonValue& database : databases->items) read_database(*from, database);
        }
        for (const auto& [name, value] : settings.values) walk(*from, name, value);
    }

    void read_database(ContainerId from, const PythonValue& database) {
        const PythonValue* engine = database.find("ENGINE");
        const PythonValue* host = database.find("HOST");
        const PythonValue* port = database.find("PORT");
        if (engine == nullptr || !is_sure(*engine) || host == nullptr || !host->is_text() ||
            !is_sure(*host))
            return;
        const auto type =
            std::find_if(server_types.begin(), server_types.end(), [&](const ServerType& one) {
                const std::string_view backend =
                    std::string_view(engine->text).substr(engine->text.rfind('.') + 1);
                return !one.engine.empty() && backend.starts_with(one.engine);
            });
        if (type == server_types.end()) return;
        ServerAddress address{from,  "DATABASES", host->text, type->port,
                              false, host->span,  {},         true};
        if (port != nullptr) {
            const std::string text = port->is_text() ? port->text : std::to_string(port->integer);
            const bool is_number = port->is_text() || port->kind == PythonValue::Kind::integer;
            if (!is_number || !is_sure(*port)) return;
            if (!text.empty()) {
                const auto number = parse_port(text);
                if (!number) return;
                address.port = *number;
                address.is_port_stated = true;
                address.port_span = port->span;
            }
        }
        add(std::move(address));
    }

    /// URLs, and the pairs of host and port of CHANNEL_LAYERS. No setting nests deeper than that.
    void walk(ContainerId from, const std::string& name, const PythonValue& value) {
        std::vector<const PythonValue*> waiting{&value};
        while (!waiting.empty()) {
            const PythonValue& one = *waiting.back();
            waiting.pop_back();
            if (one.is_text() && is_sure(one)) add_url(from, name, one.text, one.span);
            const bool is_pair = one.is_sequence() && one.items.size() == 2 &&
                                 one.items[0].is_text() &&
                                 one.items[1].kind == PythonValue::Kind::integer;
            if (name == "CHANNEL_LAYERS" && is_pair && is_sure(one.items[0]) &&
                is_sure(one.items[1]) && one.items[1].integer > 0 && one.items[1].integer < 65536) {
                add({from, name, one.items[0].text,
                     static_cast<std::uint16_t>(one.items[1].integer), true, one.items[0].span,
                     one.items[1].span, true});
            }
            for (const PythonValue& item : one.items) waiting.push_back(&item);
        }
    }

    // ----------------------------------------------------------------------- environment

    static const EnvVariable* find_variable(const Program& program, std::string_view name) {
        const auto found = std::find_if(program.environment.begin(), program.environment.end(),
                                        [&](const EnvVariable& one) { return one.name == name; });
        return found == program.environment.end() ? nullptr : &*found;
    }

    void read_urls(const Program& program) {
        for (const EnvVariable& variable : program.environment) {
            if (variable.value.is_stated())
                add_url(*program.container, variable.name, *variable.value, variable.value.span());
        }
    }

    void read_pairs(const Program& program) {
        for (const EnvVariable& variable : program.environment) {
            if (variable.value.is_stated()) read_pair(program, variable);
        }
    }

    /// POSTGRES_HOST with POSTGRES_PORT, DB_HOST with DB_PORT.
    void read_pair(const Program& program, const EnvVariable& variable) {
        if (!variable.name.ends_with("HOST")) return;
        std::string prefix = variable.name.substr(0, variable.name.size() - 4);
        const std::string_view stem =
            std::string_view(prefix).substr(0, prefix.find_last_not_of('_') + 1);
        const std::string_view last = stem.substr(stem.rfind('_') + 1);
        const auto type =
            std::find_if(server_types.begin(), server_types.end(),
                         [&](const ServerType& one) { return holds(one.words, last); });
        if (type == server_types.end()) return;
        ServerAddress address{*program.container,
                              variable.name,
                              *variable.value,
                              0,
                              false,
                              variable.value.span(),
                              {},
                              false};
        if (const EnvVariable* port = find_variable(program, prefix + "PORT")) {
            const auto number =
                port->value.is_stated() ? parse_port(trim(*port->value)) : std::nullopt;
            if (!number) return;
            address.port = *number;
            address.is_port_stated = true;
            address.port_span = port->value.span();
        } else if (last != "DB" && last != "SQL" && last != "DATABASE") {
            // The server's own; of the general words nobody knows which server is meant.
            address.port = type->port;
        }
        add(std::move(address));
    }

    const Graph& graph_;
    bool is_environment_known_ = false;
    std::set<std::uint32_t> has_settings_;
    std::vector<ServerAddress> found_;
};

}  // namespace

std::vector<ServerAddress> server_addresses(const Graph& graph) {
    return graph.containers.empty() ? std::vector<ServerAddress>{} : Finder(graph).find();
}

}  // namespace stackc
