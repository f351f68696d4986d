#include "compiler/graph/redis_clients.h"

#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"

namespace stackc {

std::string_view to_text(RedisUse use) {
    switch (use) {
        case RedisUse::cache:
            return "the cache";
        case RedisUse::channel_layer:
            return "the channel layer";
        case RedisUse::broker:
            return "celery's broker";
        case RedisUse::results:
            return "celery's results";
    }
    unreachable("RedisUse");
}

/// The database of `redis://host/1` and of `?db=1`; 0 where neither is said.
static std::optional<std::uint64_t> database_of(std::string_view path) {
    const std::size_t query = path.find("db=");
    if (query != std::string_view::npos) {
        const std::string_view number = path.substr(query + 3);
        return parse_number(number.substr(0, number.find('&')));
    }
    std::string_view name = path.substr(0, path.find('?'));
    if (name.starts_with('/')) name.remove_prefix(1);
    if (name.empty()) return 0;
    return parse_number(name);
}

/// `redis://user:password@host:6379/0`, `unix:///run/redis.sock?db=0`.
static std::optional<RedisClient> parse_url(std::string_view text) {
    RedisClient client;
    for (const std::string_view scheme : {"unix://", "redis+socket://", "redis-socket://"}) {
        if (!text.starts_with(scheme)) continue;
        const std::string_view path = text.substr(scheme.size());
        const std::string_view plain = path.substr(0, path.find('?'));
        if (!plain.starts_with('/')) return std::nullopt;
        client.endpoint = UnixEndpoint{normal_path(plain)};
        client.has_password = path.find("password=") != std::string_view::npos;
        client.database = database_of(path.substr(plain.size()));
        return client;
    }
    constexpr std::string_view scheme = "redis://";
    if (!text.starts_with(scheme)) return std::nullopt;
    std::string_view rest = text.substr(scheme.size());
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    client.database = database_of(rest.substr(end));
    rest = rest.substr(0, end);
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
        client.has_password = true;
        rest.remove_prefix(at + 1);
    }
    const auto tcp = parse_tcp(rest, "127.0.0.1", 6379);
    if (!tcp) return std::nullopt;
    client.endpoint = *tcp;
    return client;
}

/// One entry of channels_redis' `hosts`: a URL, a pair of host and port, or a dict.
static std::optional<RedisClient> parse_host(const PythonValue& value) {
    if (!value.is_certain()) return std::nullopt;
    std::optional<RedisClient> client;
    if (value.is_text()) client = parse_url(value.text);
    const bool is_pair = value.is_sequence() && value.items.size() == 2 &&
                         value.items[0].is_text() &&
                         value.items[1].kind == PythonValue::Kind::integer;
    if (is_pair && value.items[0].is_certain() && value.items[1].is_certain()) {
        const auto tcp =
            parse_tcp(fmt::format("{}:{}", value.items[0].text, value.items[1].integer));
        if (tcp) client = RedisClient{"", RedisUse::channel_layer, *tcp, {}, false, 0};
    }
    if (const PythonValue* address = value.find("address");
        address != nullptr && address->is_text() && address->is_certain()) {
        client = parse_url(address->text);
        if (client) {
            client->has_password = client->has_password || value.find("password") != nullptr;
            if (value.find("db") != nullptr) client->database.reset();
        }
    }
    if (client) client->span = value.span;
    return client;
}

namespace {
class Finder {
  public:
    std::vector<RedisClient> find(const SettingsModule& settings) {
        read_layers(settings.find("CHANNEL_LAYERS"));
        read_caches(settings.find("CACHES"));
        for (const char* name : {"CELERY_BROKER_URL", "BROKER_URL"})
            add_url(settings.find(name), name, RedisUse::broker);
        add_url(settings.find("CELERY_RESULT_BACKEND"), "CELERY_RESULT_BACKEND", RedisUse::results);
        return std::move(clients_);
    }

  private:
    void read_layers(const PythonValue* layers) {
        const PythonValue* layer = layers == nullptr ? nullptr : layers->find("default");
        if (layer == nullptr || layer->is_assumed) return;
        const PythonValue* config = layer->find("CONFIG");
        const PythonValue* hosts = config == nullptr ? nullptr : config->find("hosts");
        if (hosts == nullptr || !hosts->is_sequence() || hosts->is_assumed) return;
        for (const PythonValue& host : hosts->items)
            add(parse_host(host), "CHANNEL_LAYERS", RedisUse::channel_layer);
    }

    void read_caches(const PythonValue* caches) {
        const PythonValue* cache = caches == nullptr ? nullptr : caches->find("default");
        if (cache == nullptr || cache->is_assumed) return;
        const std::size_t before = clients_.size();
        add_url(cache->find("LOCATION"), "CACHES", RedisUse::cache);
        const PythonValue* options = cache->find("OPTIONS");
        const PythonValue* database = options == nullptr ? nullptr : options->find("db");
        if (database != nullptr && clients_.size() > before) clients_.back().database.reset();
    }

    void add_url(const PythonValue* value, std::string_view setting, RedisUse use) {
        if (value == nullptr || !value->is_text() || !value->is_certain()) return;
        std::optional<RedisClient> client = parse_url(value->text);
        if (client) client->span = value->span;
        add(std::move(client), setting, use);
    }

    void add(std::optional<RedisClient> client, std::string_view setting, RedisUse use) {
        if (!client) return;
        client->setting = setting;
        client->use = use;
        clients_.push_back(*std::move(client));
    }

    std::vector<RedisClient> clients_;
};
}  // namespace

std::vector<RedisClient> redis_clients(const SettingsModule& settings) {
    return Finder().find(settings);
}

const Process* only_redis(const Graph& graph, FileId from) {
    const Process* found = nullptr;
    for (const Process& process : graph.processes) {
        const FileId file = process.config.value_or(process.span.file);
        if (process.kind != ServerKind::redis || !graph.are_together(file, from)) continue;
        if (found != nullptr || !process.is_fully_read || !process.containers.empty())
            return nullptr;
        found = &process;
    }
    return found;
}

}  // namespace stackc
