// Sites, their routes and where those lead, externals and balancers into the graph.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/frontends/stack/lowering.h"
#include "compiler/frontends/stack/raw_settings.h"

namespace stackc::stack {

static constexpr std::uint64_t answer_slack_ms = 5'000;  // nginx waits longer than the app
static constexpr std::uint64_t websocket_wait_ms = 3'600'000;

static SiteListen listen_of(const Item& item) {
    const Text& address = *item.match.get("ADDRESS");
    SiteListen listen;
    listen.endpoint = endpoint_of(address, "*");
    listen.is_tls = item.match.has("tls");
    listen.is_http2 = item.match.has("http2");
    listen.is_proxy_protocol = item.match.has("proxy_protocol");
    listen.is_redirect_https = item.match.has("redirect");
    listen.both_families =
        address.value.find(':') == std::string::npos || address.value.starts_with("*:");
    listen.span = item.span;
    return listen;
}

namespace {

/// Lowers one `site`.
class SiteReader {
  public:
    SiteReader(Lowering& lowering, const Item& item) : lowering_(lowering), item_(item) {}

    void run() {
        Site site;
        site.span = item_.span;
        site.file = item_.span.file;
        names(site);
        for (const Item* listen : item_.all("listen")) site.listens.push_back(listen_of(*listen));
        site.is_default = item_.find("default") != nullptr;
        for (SiteListen& listen : site.listens) listen.is_default = site.is_default;
        site.tls = tls();
        site.headers = headers_of(item_);
        site.max_body = size_of(item_, "max_body");
        site.access_log = off_or_path("access_log");
        site.error_log = text_of(item_, "error_log", "PATH");
        site.raw = raw_of(item_);
        check_raw(item_, nullptr, lowering_.report);
        // What was wrong is reported; nothing follows from its absence.
        site.is_fully_read = item_.attempted.empty();
        max_body_ = site.max_body;
        site_ = lowering_.builder.add(std::move(site));
        for (const Item* route : item_.all("route")) this->route(*route);
    }

  private:
    void names(Site& site) const {
        site.names.push_back(Value<std::string>::known(item_.name, item_.name_span));
        const Item* aliases = item_.find("aliases");
        if (aliases == nullptr) return;
        for (const Text& alias : aliases->match.list("HOSTNAME")) {
            site.names.push_back(Value<std::string>::known(
                to_ascii_host(alias.value).value_or(alias.value), alias.span));
        }
    }

    std::optional<TlsFiles> tls() const {
        const Item* block = item_.find("tls");
        if (block == nullptr) return std::nullopt;
        TlsFiles files;
        files.certificate = text_of(*block, "certificate", "PATH");
        files.key = text_of(*block, "key", "PATH");
        if (const Item* protocols = block->find("protocols")) {
            for (const Text& protocol : protocols->match.list("TLS_PROTOCOL"))
                files.protocols.push_back(protocol.value);
        }
        files.hsts = duration_of(*block, "hsts");
        files.span = block->span;
        for (const Value<std::string>& path : {files.certificate, files.key}) {
            if (path.is_known())
                lowering_.builder.graph.path_uses.push_back(
                    {normal_path(*path), PathRole::certificate, {}, false, path.span()});
        }
        return files;
    }

    Value<std::string> off_or_path(std::string_view name) const {
        const Item* item = item_.find(name);
        const Text* off = item == nullptr ? nullptr : item->match.keyword("off");
        return off == nullptr ? text_of(item_, name, "PATH") : to_value(*off);
    }

    static RouteMatch match_of(const Item& item) {
        const Text& text = *item.match.get("MATCH");
        RouteMatch match;
        match.path = text.value;
        match.span = text.span;
        if (item.match.has("=")) match.kind = MatchKind::exact;
        if (item.match.has("~")) match.kind = MatchKind::regex;
        if (item.match.has("~*")) match.kind = MatchKind::regex_icase;
        return match;
    }

    void check_regex(const RouteMatch& match) {
        if (Regex::compile(match.path, match.kind == MatchKind::regex_icase)) return;
        lowering_.report
            .at("STK066", match.span,
                fmt::format("`{}` is no regular expression that compiles",
                            quoted(std::string_view(match.path))))
            .note("nginx would refuse it: pcre2_compile() failed");
    }

    void route(const Item& item) {
        Route route;
        route.site = site_;
        route.match = match_of(item);
        const bool is_path =
            route.match.kind == MatchKind::prefix || route.match.kind == MatchKind::exact;
        if (is_path && !route.match.path.starts_with('/')) {
            lowering_.report
                .at("STK012", route.match.span,
                    fmt::format("`{}` is no path of a URL: it does not start with `/`",
                                quoted(std::string_view(route.match.path))))
                .note("a regular expression is written `route ~ \"EXPRESSION\" …`");
        }
        if (!is_path) check_regex(route.match);
        route.span = item.span;
        route.timeout = duration_of(item, "timeout");
        route.max_body = size_of(item, "max_body");
        if (const Text* on = choice_of(item, "buffering"))
            route.buffering = Value<bool>::known(on->value == "on", on->span);
        route.cache = duration_of(item, "cache");
        route.limit = text_of(item, "limit", "RATE");
        if (const Item* allow = item.find("allow")) {
            for (const Text& network : allow->match.list("CIDR"))
                route.allow.push_back(to_value(network));
        }
        route.headers = headers_of(item);
        route.raw = raw_of(item);
        check_raw(item, nullptr, lowering_.report);
        check_allowed(item);
        const RouteId id = lowering_.builder.add(std::move(route));
        lowering_.builder.at(site_).routes.push_back(id);
        // In two steps, since adding a connection may not disturb the route.
        RouteAction action = this->action(item, id);
        lowering_.builder.at(id).action = std::move(action);
    }

    /// Some statements are for routes that lead to a service, some for those that serve files.
    void check_allowed(const Item& item) {
        static constexpr std::string_view of_services[] = {"timeout", "buffering", "strip", "cache",
                                                           "max_body"};
        static constexpr std::string_view of_files[] = {"expires", "listing", "fallback"};
        const auto refuse = [&](std::span<const std::string_view> names, std::string_view where) {
            for (const std::string_view name : names) {
                const Item* child = item.find(name);
                if (child != nullptr)
                    lowering_.report
                        .at("STK002", child->span,
                            fmt::format("`{}` stands in a route that does not {}", name, where))
                        .label(item.span, "this route");
            }
        };
        if (!item.match.has("to")) refuse(of_services, "lead to a service");
        if (!item.match.has("files")) refuse(of_files, "serve files");
    }

    RouteAction action(const Item& item, RouteId id) {
        if (const Text* target = item.match.get("TARGET")) return forward(item, *target, id);
        if (const Text* path = item.match.get("PATH")) return files(item, *path);
        const Text& code = *item.match.get("CODE");
        const Text* text = item.match.get("TEXT");
        const auto number = static_cast<std::uint16_t>(parse_number(code.value).value_or(0));
        if (item.match.has("return"))
            return ReturnAction{number, text == nullptr ? std::string() : text->value, item.span};
        if (number < 301 || number > 308 || (number > 303 && number < 307)) {
            lowering_.report.at(
                "STK017", code.span,
                fmt::format("`{}` is not the code of a redirect: 301, 302, 303, 307 or 308",
                            code.value));
        }
        return RedirectAction{number, text == nullptr ? std::string() : text->value, item.span};
    }

    RouteAction files(const Item& item, const Text& path) {
        FilesAction action;
        const bool keeps_slash = path.value.ends_with('/') && path.value.size() > 1;
        action.path = Value<std::string>::known(normal_path(path.value) + (keeps_slash ? "/" : ""),
                                                path.span);
        action.is_alias = true;
        action.expires = duration_of(item, "expires");
        const Text* listing = choice_of(item, "listing");
        action.lists = listing != nullptr && listing->value == "on";
        action.fallback = text_of(item, "fallback", "URL_PATH");
        lowering_.builder.graph.path_uses.push_back(
            {normal_path(path.value), PathRole::static_files, {}, false, path.span});
        return action;
    }

    RouteAction forward(const Item& item, const Text& target, RouteId id) {
        Connection connection;
        connection.route = id;
        connection.span = target.span;
        connection.directive_span = item.span;
        const Route& route = lowering_.builder.at(id);
        const bool is_websocket = item.match.has("websocket");
        const auto service = lowering_.services.find(target.value);
        if (service != lowering_.services.end()) {
            to_service(connection, service->second, target, item, is_websocket);
        } else if (const Item* external = lowering_.description.find("external", target.value)) {
            to_external(connection, *external, target);
        } else {
            return NoAction{};  // the name is wrong, and reported
        }
        connection.read_timeout = read_timeout(route, connection, is_websocket);
        if (route.max_body.is_known())
            connection.max_body = route.max_body;
        else if (max_body_.is_known() &&
                 (connection.max_body.is_absent() || *max_body_ > *connection.max_body))
            connection.max_body = max_body_;
        return ForwardAction{lowering_.builder.add(std::move(connection)), is_websocket,
                             item.find("strip") != nullptr};
    }

    void to_service(Connection& connection, ProcessId id, const Text& target, const Item& item,
                    bool is_websocket) {
        const Process& process = lowering_.builder.at(id);
        connection.service = Value<ProcessId>::known(id, target.span);
        connection.max_body = process.max_body;
        for (const Listener& listener : lowering_.builder.graph.listeners) {
            if (listener.process != id) continue;
            connection.protocol = listener.protocol;
            connection.targets.push_back(listener.endpoint);
        }
        const bool is_wsgi = process.is_asgi.is_known() && !*process.is_asgi;
        if (is_websocket && is_wsgi) {
            lowering_.report
                .at("STK046", item.match.keyword("websocket")->span,
                    fmt::format("the service `{}` runs WSGI, which has no WebSocket", process.name))
                .label(process.is_asgi.span(), "it runs this")
                .note(
                    "the browser's handshake is answered by the WSGI app, usually with 404; lead "
                    "the route to a service that runs the app's `asgi`");
        }
        if (connection.protocol == Protocol::redis) {
            lowering_.report.at(
                "STK022", target.span,
                fmt::format("`{}` runs redis, which nginx cannot pass requests to", process.name));
        }
    }

    void to_external(Connection& connection, const Item& external, const Text& target) {
        const Text& text = *external.match.get("URL");
        const Url url = parse_url(text.value).value();
        connection.external = external.name;
        connection.protocol = protocol_of(url.scheme);
        connection.uri = url.path;
        if (url.port)
            connection.targets.push_back(
                Value<Endpoint>::known(TcpEndpoint{to_lower(url.host), *url.port}, text.span));
        if (connection.protocol == Protocol::http || connection.protocol == Protocol::https ||
            connection.protocol == Protocol::uwsgi)
            return;
        lowering_.report
            .at("STK022", target.span,
                fmt::format("`{}` is reached by `{}`, which nginx cannot pass requests to",
                            quoted(target.value), url.scheme))
            .label(text.span, "its address");
    }

    /// Each layer waits longer than the one behind it.
    Value<Duration> read_timeout(const Route& route, const Connection& connection,
                                 bool is_websocket) {
        Duration least{60'000};
        if (is_websocket)
            least.ms = websocket_wait_ms;
        else if (connection.service.is_known())
            least.ms =
                lowering_.builder.at(*connection.service).request_timeout->ms + answer_slack_ms;
        if (route.timeout.is_known() &&
            (is_websocket || connection.external || *route.timeout > least))
            return route.timeout;
        return Value<Duration>::by_default(least);
    }

    Lowering& lowering_;
    const Item& item_;
    SiteId site_{};
    Value<Size> max_body_;
};

}  // namespace

static void lower_externals(Lowering& lowering) {
    for (const Item* item : lowering.description.all("external")) {
        const Text& url = *item->match.get("URL");
        lowering.builder.graph.externals.push_back({item->name, to_value(url), item->span});
        if (!parse_url(url.value)->has_password) continue;
        lowering.report.at("STK047", url.span, "this URL holds a password")
            .note(
                "who can read the description can read it; give the app the password by `env { "
                "NAME secret PATH }`");
    }
}

void lower_sites(Lowering& lowering) {
    lower_externals(lowering);
    for (const Item* item : lowering.description.all("site")) SiteReader(lowering, *item).run();
}

void lower_balancers(Lowering& lowering) {
    for (const Item* item : lowering.description.all("balancer")) {
        Balancer balancer;
        balancer.name = item->name;
        for (const Item* listen : item->all("listen"))
            balancer.listens.push_back(listen_of(*listen));
        if (const Value<std::string> to = text_of(*item, "to", "SITE"); to.is_known())
            balancer.to = Value<std::string>::known(to_ascii_host(*to).value_or(*to), to.span());
        for (const std::string_view name : {"on", "to"}) {
            const Item* on = item->find(name);
            if (on == nullptr) continue;
            for (const Text& host : on->match.list("HOST")) balancer.hosts.push_back(host.value);
        }
        balancer.health = text_of(*item, "health", "URL_PATH");
        balancer.provider = provider_of(*item);
        balancer.span = item->span;
        lowering.builder.graph.balancers.push_back(std::move(balancer));
    }
}

}  // namespace stackc::stack
