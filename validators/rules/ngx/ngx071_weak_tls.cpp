#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool is_weak(std::string_view protocol) {
    constexpr std::array<std::string_view, 4> weak{"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"};
    return std::find(weak.begin(), weak.end(), protocol) != weak.end();
}

static void check_protocols(const Directive& use, Reporter& report) {
    const std::span<const Word> args = use.args();
    if (std::any_of(args.begin(), args.end(), is_variable)) return;
    std::string weak;
    std::string strong;
    for (const Word& word : args) {
        std::string& list = is_weak(word.value) ? weak : strong;
        if (&list == &weak) {
            list += (list.empty() ? "`" : ", `") + quoted(word.value) + "`";
        } else {
            list += (list.empty() ? "" : " ") + std::string(word.value);
        }
    }
    if (weak.empty()) return;
    if (strong.empty()) strong = "TLSv1.2 TLSv1.3";
    report
        .at(use.span(),
            fmt::format("`ssl_protocols` allows {}, which are broken or retired (RFC 8996)", weak))
        .note("scanners and auditors refuse the site; browsers since 2020 do not need them")
        .fix(fmt::format("write `ssl_protocols {}`", quoted(std::string_view(strong))),
             Safety::safe, {{join(args.front().span, args.back().span), strong}});
}

static void find_weak_protocols(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "ssl_protocols")) {
        if (!use.directive.args().empty()) check_protocols(use.directive, report);
    }
}

extern constexpr Rule ngx071_weak_tls{
    .summary = "old versions of TLS are allowed",
    .why =
        "SSLv3 and TLS 1.0 have known attacks (POODLE, BEAST), TLS 1.1 is retired since RFC 8996: "
        "scanners fail the site.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "https://www.rfc-editor.org/rfc/rfc8996 "
        "http://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",
    .bad = R"(server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
}
)",
    .good = R"(server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
    ssl_protocols TLSv1.2 TLSv1.3;
}
)",
    .check = find_weak_protocols,
};

}  // namespace stackc::rules
