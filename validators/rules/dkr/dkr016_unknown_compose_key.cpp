#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "compiler/base/text.h"
#include "compiler/syntax/yaml.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
using yaml::Item;

/// The compose specification's schema (https://github.com/compose-spec/compose-spec,
/// schema/compose-spec.json).
constexpr std::array<std::string_view, 92> service_keys{
    "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup",
    "cgroup_parent", "command", "configs", "container_name", "cpu_count", "cpu_percent",
    "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpus", "cpuset",
    "credential_spec", "depends_on", "deploy", "develop", "device_cgroup_rules", "devices", "dns",
    "dns_opt", "dns_search", "domainname", "entrypoint", "env_file", "environment", "expose",
    "extends", "external_links", "extra_hosts", "gpus", "group_add", "healthcheck", "hostname",
    "image", "init", "ipc", "isolation", "label_file", "labels", "links", "logging", "mac_address",
    "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "models", "network_mode",
    "networks", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit", "platform", "ports",
    "post_start", "pre_stop", "privileged", "profiles", "provider", "pull_policy",
    "pull_refresh_after", "read_only", "restart", "runtime", "scale", "secrets", "security_opt",
    "shm_size", "stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls", "tmpfs",
    "tty", "ulimits", "use_api_socket", "user", "userns_mode", "uts", "volumes", "volumes_from",
    "working_dir"};
constexpr std::array<std::string_view, 9> top_keys{
    "configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes"};
constexpr std::array<std::string_view, 22> build_keys{
    "additional_contexts", "args", "cache_from", "cache_to", "context", "dockerfile",
    "dockerfile_inline", "entitlements", "extra_hosts", "isolation", "labels", "network",
    "no_cache", "platforms", "privileged", "pull", "secrets", "shm_size", "ssh", "tags", "target",
    "ulimits"};
constexpr std::array<std::string_view, 7> health_keys{
    "disable", "interval", "retries", "start_interval", "start_period", "test", "timeout"};
}  // namespace

/// What is unknown but near to nothing known may belong to a newer version.
static void check_keys(const Item& mapping, std::span<const std::string_view> known, std::string_view what, Reporter& report) {
    if (!mapping.is_mapping()) return;
    for (const Item& item : mapping.items()) {
        const std::string_view key = item.key().value;
        const bool is_fine = key.starts_with("x-") || key == "<<" || std::find(known.begin(), known.end(), key) != known.end();
        const auto meant = is_fine ? std::nullopt : nearest(key, known);
        if (!meant) continue;
        report.at(item.key().span, fmt::format("{} has no key `{}`", what, quoted(key)))
            .note(fmt::format("`docker compose` refuses the file: `additional properties '{}' not allowed`", quoted(key)))
            .fix(fmt::format("write `{}`", *meant), Safety::unsafe, {{item.key().span, std::string(*meant)}});
    }
}

static void find_unknown_keys(const Document& document, Reporter& report) {
    const yaml::Tree tree(document);
    const Item services = tree.root().at("services");
    // The first format has its services at the top.
    if (!services.is_mapping() || document.has_errors()) return;
    check_keys(tree.root(), top_keys, "a compose file", report);
    for (const Item& service : services.items()) {
        check_keys(service, service_keys, "a service", report);
        check_keys(service.at("build"), build_keys, "`build`", report);
        check_keys(service.at("healthcheck"), health_keys, "`healthcheck`", report);
    }
}

extern constexpr Rule dkr016_unknown_compose_key{
    .summary = "a compose file has a key that the specification does not know",
    .why = "`docker compose` checks the file against its schema and refuses it as a whole: `services.web additional properties 'port' "
           "not allowed`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "compose",
    .sources = "https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json",
    .bad = R"(#> docker-compose.yml
services:
  web:
    image: nginx:1.25
    port: ["80:80"]
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    image: nginx:1.25
    restart: unless-stopped
    ports: ["80:80"]
)",
    .check_document = find_unknown_keys,
};

}  // namespace stackc::rules
