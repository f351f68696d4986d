#include "compiler/frontends/nginx/unknown_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::nginx {

/// Starts of names that modules outside the table register: with one of those built in, nginx
/// takes the name.
static bool is_of_unlisted_module(std::string_view name) {
    static constexpr std::string_view starts[] = {
        "zstd",        "vod",         "auth_ldap",  "auth_digest", "auth_jwt",   "testcookie", "upload_",    "check",      "redis2_",
        "drizzle_",    "postgres_",   "opentracing", "opentelemetry", "otel_",   "sticky",     "session_sticky", "tfs_",    "concat",
        "footer",      "trim",        "sysguard",   "limit_upstream", "live_",   "hls_",       "image_",     "small_light", "captcha",
        "encrypted_session", "array_", "iconv_",    "rds_",        "xss_",       "form_input", "set_form_input", "eval",   "length_hiding",
        "lua_",        "upsync",      "dyups",      "traffic_",    "security_",  "waf",        "cookie_flag", "shibboleth", "spnego",
        "ajp_",        "http_flv",    "quic_",      "http3_",      "ssl_ct",     "tcp",        "websocket",  "bytes_",     "jwt_",
        "unzip",       "sorted_querystring", "graphite", "statsd", "influxdb",   "prometheus", "datadog",    "accounting", "txid",
        "fluentd",     "kafka",       "mruby",      "php_",        "wasm",       "dynamic_",   "keyval",     "cookie_",    "zip",
        "coolkit",     "slowfs",      "enhanced_memcached", "supervisord", "selective_cache", "upstream_", "mogilefs", "naxsi",
    };
    return std::any_of(std::begin(starts), std::end(starts), [&](std::string_view start) { return name.starts_with(start); });
}

/// `2events`, or `2` before `events`: line numbers of a listing.
static bool report_number(const Place& place, const Node& node, Reporter& report) {
    const std::string_view name = node.name.value;
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    if (digits == 0) return false;
    const auto args = place.document->args(node);
    const std::string_view rest = digits < name.size() ? name.substr(digits) : args.empty() ? std::string_view{} : args[0].value;
    if (find_directive(rest).empty()) return false;
    const Span number{node.name.span.file, node.name.span.begin, node.name.span.begin + static_cast<std::uint32_t>(digits)};
    report.at("NGX011", number, fmt::format("a pasted line number (`{}`) stands before `{}`", quoted(name.substr(0, digits), 20), quoted(rest, 60)))
        .note(fmt::format("nginx says: unknown directive \"{}\"", quoted(name, 60)))
        .fix("remove the number", Safety::safe, {{number, ""}});
    return true;
}

static std::optional<std::string_view> guess(std::string_view name, ContextSet contexts) {
    const std::string lower = to_lower(name);
    if (!find_directive(lower).empty()) return find_directive(lower).front().name;
    const std::vector<std::string_view> here = directives_in(contexts);
    if (const auto found = nearest(name, here)) return found;
    static const std::vector<std::string_view> everywhere = directives_in(every_context);
    return nearest(name, everywhere);
}

/// `ssl_dyn_rec_enable`, `ipscrub_period_seconds`: names of the form that modules and patched
/// builds give theirs, far from every name that is known.
static bool has_form_of_module(std::string_view name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return name.find('_') != std::string_view::npos && std::all_of(name.begin(), name.end(), fits);
}

void report_unknown(const Place& place, const Node& node, Reporter& report) {
    if (report_number(place, node, report)) return;
    const std::string_view name = node.name.value;
    const std::optional<std::string_view> meant = guess(name, place.contexts);
    std::string message = fmt::format("unknown directive `{}`", quoted(name, 60));
    if (meant) message += fmt::format("; did you mean `{}`?", *meant);
    auto found = report.at("NGX003", node.name.span, std::move(message));
    found.note(fmt::format("nginx says: unknown directive \"{}\"", quoted(name, 60)));
    if (meant) found.fix(fmt::format("write `{}`", *meant), Safety::unsafe, {{node.name.span, std::string(*meant)}});
    // A module that is loaded or built in may bring the name along.
    if (!meant && (place.has_modules || has_form_of_module(name) || is_of_unlisted_module(name))) found.uncertain();
}

}  // namespace stackc::nginx
