#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// 10/8, 172.16/12, 192.168/16, 100.64/10, 127/8, 169.254/16 (AWS) and names: somewhere near.
static bool is_near(std::string_view address) {
    if (!is_address(address) || address.starts_with('[')) return true;
    if (address.starts_with("10.") || address.starts_with("127.") ||
        address.starts_with("192.168.") || address.starts_with("169.254."))
        return true;
    if (!address.starts_with("172.") && !address.starts_with("100.")) return false;
    const std::optional<std::uint64_t> second =
        parse_number(address.substr(4, address.find('.', 4) - 4));
    if (address.starts_with("100.")) return second && *second >= 64 && *second < 128;
    return second && *second >= 16 && *second < 32;
}

static void find_public_resolvers(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "resolver")) {
        for (const Word& word : use.directive.args()) {
            const std::string_view address = word.value.substr(0, word.value.find(':'));
            if (is_variable(word) || word.value.find('=') != std::string_view::npos ||
                is_near(address))
                continue;
            report
                .at(word.span, fmt::format("`{}` answers from the public network, without DNSSEC",
                                           quoted(word.value)))
                .note(
                    "whoever can forge UDP to this machine decides where upstreams are; names "
                    "inside a VPC are unknown to it")
                .note("use the network's own: `127.0.0.11` in Docker, `169.254.169.253` on EC2");
            break;
        }
    }
}

extern constexpr Rule ngx056_resolver_external{
    .summary = "a public resolver",
    .why =
        "nginx believes what comes back over UDP. A resolver beyond the own network can be forged "
        "on the way, and does "
        "not know the names of a VPC.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/resolver_external/ "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#resolver",
    .bad = R"(server { listen 80; resolver 8.8.8.8 valid=30s; }
)",
    .good = R"(server { listen 80; resolver 127.0.0.11 10.0.0.2:53 [::1] ns.internal valid=30s; }
)",
    .check = find_public_resolvers,
};

}  // namespace stackc::rules
