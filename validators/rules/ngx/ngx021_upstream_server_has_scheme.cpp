#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

namespace {
/// Where nginx 1.22.1 takes a bare address, and the schemes that it steps over there.
struct AddressPlace {
    std::string_view directive;
    std::string_view only_in;  // kind of block; empty: anywhere
    std::array<std::string_view, 2> schemes;
};
}  // namespace

static constexpr std::array<AddressPlace, 5> places{{
    {"server", "upstream", {}},
    {"uwsgi_pass", "", {"uwsgi://", "suwsgi://"}},
    {"fastcgi_pass", "", {}},
    {"scgi_pass", "", {"scgi://", ""}},
    {"grpc_pass", "", {"grpc://", "grpcs://"}},
}};

static bool is_allowed(const AddressPlace& place, std::string_view scheme) {
    return std::any_of(place.schemes.begin(), place.schemes.end(), [&](std::string_view allowed) {
        return equals_ignoring_case(allowed, scheme);
    });
}

static void check_address(const AddressPlace& place, const Word& word, Reporter& report) {
    const std::size_t colon = word.value.find("://");
    if (word.has_hole || colon == std::string_view::npos || word.value.starts_with("unix:")) return;
    const std::string_view scheme = word.value.substr(0, colon + 3);
    const std::string_view address = word.value.substr(colon + 3);
    if (is_allowed(place, scheme) || word.value.find('$') < word.value.size()) return;
    auto found =
        report.at(word.span, fmt::format("`{}` starts with a scheme; `{}` takes a bare address",
                                         quoted(word.value), place.directive));
    found.note(fmt::format("nginx does not start: `[emerg] invalid host in upstream \"{}\"`",
                           quoted(word.value)));
    const bool has_path =
        !address.starts_with("unix:") && address.find('/') != std::string_view::npos;
    if (has_path || address.empty()) return;
    found.fix(fmt::format("drop `{}`", quoted(scheme)), Safety::safe,
              {replace(word, std::string(address))});
}

static void find_schemes(const Graph& graph, Reporter& report) {
    for (const AddressPlace& place : places) {
        for (const DirectiveUse& use : uses_of(graph, place.directive)) {
            const bool is_here = place.only_in.empty() || graph.at(use.scope).kind == place.only_in;
            if (is_here && !use.directive.args().empty())
                check_address(place, use.directive.args()[0], report);
        }
    }
}

extern constexpr Rule ngx021_upstream_server_has_scheme{
    .summary = "an address with a scheme where nginx wants a bare one",
    .why =
        "The scheme belongs to `proxy_pass`. nginx refuses the whole configuration: `[emerg] "
        "invalid host in "
        "upstream \"http://127.0.0.1:8000\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/core/ngx_inet.c "
        "http://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",
    .bad = R"(upstream web { server http://127.0.0.1:8000; }
server { listen 80; location / { proxy_pass http://web; } }
)",
    .good = R"(upstream web { server 127.0.0.1:8000; }
server { listen 80; location / { proxy_pass http://web; } }
)",
    .check = find_schemes,
};

}  // namespace stackc::rules
