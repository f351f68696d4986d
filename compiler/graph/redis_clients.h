// The redis servers that Django's settings name, and what for: its cache, its channel layer,
// celery's broker and results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

enum class RedisUse : std::uint8_t { cache, channel_layer, broker, results };
/// "the cache", "the broker of celery".
std::string_view to_text(RedisUse use);

/// A setting of Django that names a redis.
struct RedisClient {
    std::string setting;  // "CHANNEL_LAYERS"
    RedisUse use = RedisUse::cache;
    Endpoint endpoint;
    Span span;
    bool has_password = false;
    /// The number of the database; nothing where another setting may say it.
    std::optional<std::uint64_t> database;
};

/// Those whose address nothing outside the files can change.
std::vector<RedisClient> redis_clients(const SettingsModule& settings);

/// The only redis of the deployment of `from`, if all of it was read and it runs on the machine
/// itself.
const Process* only_redis(const Graph& graph, FileId from);

}  // namespace stackc
