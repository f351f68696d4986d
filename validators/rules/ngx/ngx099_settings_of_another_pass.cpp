#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

namespace {

/// What the modules of one kind of upstream have besides the others, as bits in the order of
/// `pass_families`.
enum Families : std::uint8_t { proxy = 1, uwsgi = 2, fastcgi = 4, scgi = 8, grpc = 16 };
constexpr std::uint8_t buffered = proxy | uwsgi | fastcgi | scgi;
constexpr std::uint8_t all = buffered | grpc;

struct Namesake {
    std::string_view name;  // "read_timeout" of "proxy_read_timeout"
    std::uint8_t families;  // which have a directive of that name
    /// Takes the same words everywhere and needs nothing else, so that it can be renamed.
    bool is_alike = false;
    /// nginx compares the sizes with each other when it starts.
    bool is_size = false;
};

/// The manual's pages of the five modules, without what does no harm where it has no effect
/// (`proxy_redirect off`, headers) or belongs to shared zones and paths.
constexpr std::array<Namesake, 33> namesakes{{
    {"buffer_size", all, true, true},
    {"buffering", buffered, true},
    {"buffers", buffered, true, true},
    {"busy_buffers_size", buffered, true, true},
    {"cache", buffered},
    {"cache_background_update", buffered},
    {"cache_bypass", buffered},
    {"cache_key", buffered},
    {"cache_lock", buffered},
    {"cache_lock_age", buffered},
    {"cache_lock_timeout", buffered},
    {"cache_methods", buffered},
    {"cache_min_uses", buffered},
    {"cache_revalidate", buffered},
    {"cache_use_stale", buffered},
    {"cache_valid", buffered},
    {"connect_timeout", all, true},
    {"force_ranges", buffered, true},
    {"ignore_client_abort", buffered, true},
    {"intercept_errors", all, true},
    {"limit_rate", buffered, true},
    {"max_temp_file_size", buffered, true, true},
    {"next_upstream", all},
    {"next_upstream_timeout", all, true},
    {"next_upstream_tries", all, true},
    {"no_cache", buffered},
    {"pass_request_body", buffered, true},
    {"pass_request_headers", buffered, true},
    {"read_timeout", all, true},
    {"request_buffering", buffered, true},
    {"send_timeout", all, true},
    {"socket_keepalive", all, true},
    {"temp_file_write_size", buffered, true, true},
}};

/// A setting of a block that belongs to another pass than its own.
struct Foreign {
    const Directive* directive = nullptr;
    const Namesake* namesake = nullptr;
    std::string better;  // its name in the family that is used; empty: there is none
};

}  // namespace

/// "read_timeout" of "proxy_read_timeout"; null for names that have no namesake elsewhere.
static const Namesake* find_namesake(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return nullptr;
    const std::string_view rest = name.substr(prefix.size());
    const auto* const found = std::find_if(namesakes.begin(), namesakes.end(),
                                           [&](const Namesake& one) { return one.name == rest; });
    return found == namesakes.end() ? nullptr : &*found;
}

/// "proxy_" of "proxy_pass".
static std::string_view prefix_of(const PassFamily& family) {
    return family.pass.substr(0, family.pass.size() - std::string_view("pass").size());
}

static bool has(const PassFamily& family, const Namesake& namesake) {
    const auto index = static_cast<unsigned>(&family - pass_families().data());
    return (namesake.families & (1u << index)) != 0;
}

/// The families of `*_pass` that a server block uses anywhere inside.
static std::vector<const PassFamily*> families_in(const Graph& graph, const Scope& scope) {
    std::vector<const PassFamily*> found;
    std::vector<const Scope*> open{&scope};
    while (!open.empty()) {
        const Scope& next = *open.back();
        open.pop_back();
        for (const PassFamily& family : pass_families())
            if (stated(next, family.pass) != nullptr) found.push_back(&family);
        for (const ScopeId child : next.children) open.push_back(&graph.at(child));
    }
    return found;
}

/// What of another family the block itself says.
static std::vector<Foreign> foreign_settings(const Scope& scope, const PassFamily& used,
                                             const PassFamily& other) {
    std::vector<Foreign> found;
    for (const Directive& directive : scope.directives) {
        // A file that is included may serve other blocks too.
        if (directive.document != scope.head.document) continue;
        const Namesake* namesake = find_namesake(directive.name(), prefix_of(other));
        if (namesake == nullptr) continue;
        const bool is_there = has(used, *namesake);
        found.push_back({&directive, namesake,
                         is_there ? fmt::format("{}{}", prefix_of(used), namesake->name) : ""});
    }
    return found;
}

/// Whether a block around this one, or in it, says a size of either family: then the sizes of
/// this one may not fit the others under a new name.
static bool has_sizes_elsewhere(const Graph& graph, const Scope& scope, const PassFamily& used,
                                const PassFamily& other) {
    const auto says_sizes = [&](const Scope& block) {
        return std::any_of(
            block.directives.begin(), block.directives.end(), [&](const Directive& directive) {
                for (const PassFamily* family : {&used, &other}) {
                    const Namesake* found = find_namesake(directive.name(), prefix_of(*family));
                    const bool is_own = &block == &scope && family == &other &&
                                        directive.document == scope.head.document;
                    if (found != nullptr && found->is_size && !is_own) return true;
                }
                return false;
            });
    };
    for (std::optional<ScopeId> above = graph.id_of(scope); above; above = graph.at(*above).parent)
        if (says_sizes(graph.at(*above))) return true;
    std::vector<ScopeId> open(scope.children.begin(), scope.children.end());
    while (!open.empty()) {
        const Scope& next = graph.at(open.back());
        open.pop_back();
        if (says_sizes(next)) return true;
        open.insert(open.end(), next.children.begin(), next.children.end());
    }
    return false;
}

/// One setting under its right name; the sizes, which nginx compares, all together.
static std::vector<Edit> rename(const Graph& graph, const Scope& scope, const PassFamily& used,
                                const PassFamily& other, const Foreign& foreign,
                                const std::vector<Foreign>& all_foreign) {
    if (!foreign.namesake->is_alike || foreign.better.empty()) return {};
    if (!foreign.namesake->is_size) {
        if (stated(scope, foreign.better) != nullptr) return {};
        return {{foreign.directive->node().name.span, foreign.better}};
    }
    if (has_sizes_elsewhere(graph, scope, used, other)) return {};
    std::vector<Edit> edits;
    for (const Foreign& one : all_foreign) {
        if (!one.namesake->is_size) continue;
        if (one.better.empty()) return {};
        edits.push_back({one.directive->node().name.span, one.better});
    }
    return edits;
}

/// Each setting of a family that the block has no pass of, beside the one pass that it has.
static void check_block(const Graph& graph, const Scope& scope, const PassFamily& used,
                        Reporter& report) {
    for (const PassFamily& other : pass_families()) {
        if (&other == &used) continue;
        const std::vector<Foreign> all_foreign = foreign_settings(scope, used, other);
        for (const Foreign& foreign : all_foreign) {
            auto found = report.at(foreign.directive->span(),
                                   fmt::format("`{}` does nothing here: requests go through `{}`",
                                               foreign.directive->name(), used.pass));
            if (foreign.better.empty())
                found.note(fmt::format("nginx has no such setting for `{}`", used.pass));
            else
                found.note(
                    fmt::format("nginx takes `{}` from there, or its default", foreign.better));
            const std::vector<Edit> edits = rename(graph, scope, used, other, foreign, all_foreign);
            if (edits.empty()) continue;
            const std::string title = edits.size() == 1
                                          ? fmt::format("name it `{}`", foreign.better)
                                          : fmt::format("name the sizes `{}…`", prefix_of(used));
            found.fix(title, Safety::unsafe, edits);
        }
    }
}

static void find_foreign_settings(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if ((scope.kind != "server" && scope.kind != "location") ||
            scope.head.document == nullptr || !scope.is_fully_read)
            continue;
        const std::vector<const PassFamily*> families = families_in(graph, scope);
        if (families.empty()) continue;
        const bool is_one =
            std::all_of(families.begin(), families.end(),
                        [&](const PassFamily* family) { return family == families.front(); });
        if (is_one) check_block(graph, scope, *families.front(), report);
    }
}

extern constexpr Rule ngx099_settings_of_another_pass{
    .summary = "time limits or buffers of another protocol than the one that is passed to",
    .why =
        "`proxy_read_timeout` belongs to `proxy_pass`. Beside `uwsgi_pass` nginx reads it and "
        "never looks at it: the "
        "limit stays 60 s, and a slow page is `upstream timed out (110: Connection timed out) "
        "while reading response "
        "header from upstream`, 504.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_read_timeout "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    .bad = R"(server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
        proxy_read_timeout 300s;
    }
}
)",
    .good = R"(server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
        uwsgi_read_timeout 300s;
    }
}
)",
    .check = find_foreign_settings,
};

}  // namespace stackc::rules
