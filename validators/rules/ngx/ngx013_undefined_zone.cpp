#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// A directive that uses a shared memory zone and the ones that declare it.
struct ZoneUse {
    std::string_view directive;
    std::string_view key;  // the argument is `key=NAME`; empty: the first argument is the name
    std::string_view declared_by;
    std::string_view declared_key;
};
}  // namespace

static constexpr std::array<ZoneUse, 6> zone_uses{{
    {"limit_req", "zone=", "limit_req_zone", "zone="},
    {"limit_conn", "", "limit_conn_zone", "zone="},
    {"proxy_cache", "", "proxy_cache_path", "keys_zone="},
    {"uwsgi_cache", "", "uwsgi_cache_path", "keys_zone="},
    {"fastcgi_cache", "", "fastcgi_cache_path", "keys_zone="},
    {"scgi_cache", "", "scgi_cache_path", "keys_zone="},
}};

/// The word that starts with `key` (the first word for an empty key), or null.
static const Word* find_word(const Directive& directive, std::string_view key) {
    for (const Word& word : directive.args()) {
        if (word.value.starts_with(key)) return &word;
    }
    return nullptr;
}

static std::set<std::string> declared_zones(const Graph& graph, const ZoneUse& use,
                                            bool& is_complete) {
    std::set<std::string> names;
    for (const DirectiveUse& declaration : uses_of(graph, use.declared_by)) {
        const Word* word = find_word(declaration.directive, use.declared_key);
        if (word == nullptr || is_variable(*word)) {
            is_complete = false;
            continue;
        }
        const std::string_view value = word->value.substr(use.declared_key.size());
        names.emplace(value.substr(0, value.find(':')));
    }
    return names;
}

/// A site by itself that declares zones, but not this one: another file may, though it is not
/// likely.
static bool declares_others(const Graph& graph, const ZoneUse& kind, const DirectiveUse& use) {
    if (surroundings_of(graph, use.scope) != Surroundings::http_unknown) return false;
    const std::vector<DirectiveUse> declarations = uses_of(graph, kind.declared_by);
    return std::any_of(declarations.begin(), declarations.end(),
                       [&](const DirectiveUse& declaration) {
                           return declaration.directive.document == use.directive.document;
                       });
}

static void check_kind(const Graph& graph, const ZoneUse& kind, Reporter& report) {
    const std::vector<DirectiveUse> uses = uses_of(graph, kind.directive);
    if (uses.empty()) return;
    bool is_complete = true;
    const std::set<std::string> declared = declared_zones(graph, kind, is_complete);
    for (const DirectiveUse& use : uses) {
        const Word* word = find_word(use.directive, kind.key);
        const std::optional<ScopeId> http = enclosing_id(graph, use.scope, "http");
        if (!is_complete || word == nullptr || is_variable(*word)) continue;
        const bool is_certain = http && is_read_to_the_top(graph, *http);
        if (!is_certain && !declares_others(graph, kind, use)) continue;
        const std::string name(word->value.substr(kind.key.size()));
        if (name == "off" || name.empty() || declared.contains(name)) continue;
        auto found = report
                         .at(word->span,
                             fmt::format("the zone `{}` is used by `{}`, but no `{}` declares it",
                                         quoted(name), kind.directive, kind.declared_by))
                         .note(fmt::format(
                             "nginx does not start: `[emerg] zero size shared memory zone \"{}\"` "
                             "or `zone \"{}\" is unknown`",
                             quoted(name), quoted(name)));
        if (!is_certain) found.uncertain();
    }
}

static void find_undefined_zones(const Graph& graph, Reporter& report) {
    for (const ZoneUse& kind : zone_uses) check_kind(graph, kind, report);
}

extern constexpr Rule ngx013_undefined_zone{
    .summary = "a shared memory zone that nothing declares",
    .why =
        "nginx refuses the whole configuration: `[emerg] zero size shared memory zone \"one\"` for "
        "a limit, "
        "`\"proxy_cache\" zone \"one\" is unknown` for a cache.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_limit_req_module.html "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 80;
        location / { limit_req zone=login; proxy_pass http://127.0.0.1:8000; }
    }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    limit_req_zone $binary_remote_addr zone=login:10m rate=5r/s;
    server {
        listen 80;
        location / { limit_req zone=login; proxy_pass http://127.0.0.1:8000; }
    }
}
)",
    .check = find_undefined_zones,
};

}  // namespace stackc::rules
