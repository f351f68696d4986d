// A route as nginx's location: forwarding by uwsgi_pass or proxy_pass, files, answers.
#include <algorithm>

#include "compiler/base/overloaded.h"
#include "emitters/nginx/site.h"
#include "emitters/nginx/words.h"

namespace stackc {

using nginx_words::with_slash;
using nginx_words::word;

/// A prefix as it is matched: folders with their slash, so that `/static` never matches `/statics`.
static std::string folder_prefix(const RouteMatch& match) {
    return match.path == "/" ? "/" : with_slash(match.path);
}

/// What stands between `location` and its brace.
static std::string location_header(NginxFile& file, const Route& route, bool is_folder) {
    const RouteMatch& match = route.match;
    const bool is_path = match.kind == MatchKind::prefix || match.kind == MatchKind::prefix_no_regex || match.kind == MatchKind::exact;
    if (is_path && !match.path.starts_with('/')) file.out.problem(match.span, "nginx takes a route's path only with a slash at its start");
    switch (match.kind) {
        case MatchKind::prefix: return word(is_folder ? folder_prefix(match) : match.path);
        case MatchKind::prefix_no_regex: return "^~ " + word(is_folder ? folder_prefix(match) : match.path);
        case MatchKind::exact: return "= " + word(match.path);
        case MatchKind::regex: return "~ " + word(match.path);
        case MatchKind::regex_icase: return "~* " + word(match.path);
        case MatchKind::named: return word(match.path);
        case MatchKind::server: return "/";
    }
    unreachable("MatchKind");
}

namespace {

/// Prints one forwarding location; the two protocols differ only in their directives' names.
class Forward {
  public:
    Forward(NginxFile& file, NginxPrinter& printer, const Site& site, const Route& route, const ForwardAction& action)
        : file_(file), printer_(printer), graph_(file.input.graph), site_(site), route_(route), action_(action),
          connection_(graph_.at(action.connection)) {}

    void print() {
        if (connection_.protocol == Protocol::uwsgi) print_uwsgi();
        else if (connection_.external) print_external();
        else print_proxy();
    }

  private:
    const Process* service() const { return connection_.service.is_known() ? &graph_.at(*connection_.service) : nullptr; }

    std::string upstream() const {
        if (connection_.upstream) return word(graph_.at(*connection_.upstream).name);
        file_.out.problem(route_.span, "nothing is known to listen where this route leads");
        return "";
    }

    /// The prefix without its last slash: what SCRIPT_NAME is.
    std::string script_name() const {
        std::string_view path = route_.match.path;
        while (path.ends_with('/')) path.remove_suffix(1);
        return std::string(path);
    }

    /// A pattern that matches the script name itself and nothing else.
    std::string script_pattern() const {
        std::string pattern;
        for (const char c : script_name()) {
            if (std::string_view(R"(\^$.|?*+()[]{})").find(c) != std::string_view::npos) pattern += '\\';
            pattern += c;
        }
        return pattern;
    }

    void print_rewrite() { printer_.line("rewrite {} /$1 break", word("^" + script_pattern() + "/?(.*)$")); }

    std::string scheme() const { return is_behind_balancer(graph_, site_) ? "$" + file_.prefix + "_forwarded_proto" : "$scheme"; }

    bool is_proxied() const {
        return std::any_of(site_.listens.begin(), site_.listens.end(), [](const SiteListen& listen) { return listen.is_proxy_protocol; });
    }

    /// The name that the client asked for, with its port where that is not the scheme's own.
    std::string host() const {
        const bool is_usual = std::all_of(site_.listens.begin(), site_.listens.end(), [](const SiteListen& listen) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            return tcp == nullptr || listen.is_redirect_https || tcp->port == (listen.is_tls ? 443 : 80);
        });
        return is_usual ? "$host" : "$host:$server_port";
    }

    void print_timeouts(std::string_view family) {
        if (!connection_.read_timeout.is_known()) return;
        const Duration wait = *connection_.read_timeout;
        printer_.line("{}_read_timeout {}", family, to_text(wait));
        if (wait > Duration{60'000}) printer_.line("{}_send_timeout {}", family, to_text(wait));
    }

    void print_common(std::string_view family) {
        print_timeouts(family);
        if (route_.buffering.is_known() && !*route_.buffering) printer_.line("{}_buffering off", family);
        if (!route_.cache.is_known()) return;
        const std::string zone = fmt::format("{}-{}-cache", file_.prefix, family);
        const std::string path = file_.input.root + "/var/lib/nginx/" + zone;
        const std::string whole = fmt::format("{}_cache_path {} levels=1:2 keys_zone={}:10m max_size=1g inactive=1d", family, word(path), zone);
        if (std::find(file_.zones.begin(), file_.zones.end(), whole) == file_.zones.end()) file_.zones.push_back(whole);
        printer_.line("{}_cache {}", family, zone);
        printer_.line("{}_cache_key $scheme$host$request_uri", family);
        printer_.line("{}_cache_valid 200 301 302 {}", family, to_text(*route_.cache));
    }

    void print_uwsgi() {
        printer_.line("include {}", file_.input.root.empty() ? "uwsgi_params" : "/etc/nginx/uwsgi_params");
        if (is_proxied()) printer_.line("uwsgi_param REMOTE_ADDR $proxy_protocol_addr");
        printer_.line("uwsgi_param HTTP_X_FORWARDED_FOR {}", is_proxied() ? "$proxy_protocol_addr" : "$proxy_add_x_forwarded_for");
        printer_.line("uwsgi_param HTTP_X_FORWARDED_PROTO {}", scheme());
        if (action_.strips_prefix) {
            print_rewrite();
            printer_.line("uwsgi_param SCRIPT_NAME {}", file_.literal(script_name()));
        }
        printer_.line("uwsgi_pass {}", upstream());
        print_common("uwsgi");
    }

    void print_forwarded(std::string_view host_value) {
        printer_.line("proxy_set_header Host {}", host_value);
        printer_.line("proxy_set_header X-Real-IP {}", is_proxied() ? "$proxy_protocol_addr" : "$remote_addr");
        printer_.line("proxy_set_header X-Forwarded-For {}", is_proxied() ? "$proxy_protocol_addr" : "$proxy_add_x_forwarded_for");
        printer_.line("proxy_set_header X-Forwarded-Proto {}", scheme());
    }

    void print_upgrade() {
        if (!action_.is_websocket) return;
        file_.needs_upgrade = true;
        printer_.line("proxy_set_header Upgrade $http_upgrade");
        printer_.line("proxy_set_header Connection ${}_connection", file_.prefix);
    }

    /// Each server has its own way of learning the prefix that is not the application's.
    void print_strip() {
        if (!action_.strips_prefix) return;
        const ServerKind kind = service() != nullptr ? service()->kind : ServerKind::other;
        if (kind == ServerKind::gunicorn) {
            printer_.line("proxy_set_header SCRIPT_NAME {}", file_.literal(script_name()));
        } else if (kind == ServerKind::daphne) {
            printer_.line("proxy_set_header Daphne-Root-Path {}", file_.literal(script_name()));
        } else {
            print_rewrite();
            printer_.line("proxy_set_header X-Forwarded-Prefix {}", file_.literal(script_name()));
        }
    }

    void print_proxy() {
        print_strip();
        printer_.line("proxy_pass http://{}", upstream());
        printer_.line("proxy_http_version 1.1");
        print_forwarded(host());
        print_upgrade();
        print_common("proxy");
    }

    void print_external() {
        const auto found = std::find_if(graph_.externals.begin(), graph_.externals.end(), [&](const External& external) { return external.name == *connection_.external; });
        if (found == graph_.externals.end() || !found->url.is_known()) {
            file_.out.problem(route_.span, "the address of this external is not known");
            return;
        }
        std::string url = *found->url;
        const bool is_tls = url.starts_with("https://");
        if (!is_tls && !url.starts_with("http://")) {
            file_.out.problem(route_.span, fmt::format("nginx forwards to http and https, and `{}` is neither", quoted(found->name)));
            return;
        }
        const std::size_t start = url.find("//") + 2;
        const std::string authority = url.substr(start, url.find('/', start) - start);
        while (url.ends_with('/')) url.pop_back();
        if (action_.strips_prefix) print_rewrite();
        else if (url.size() > start + authority.size()) url += route_.match.path;
        printer_.line("proxy_pass {}", file_.literal(url));
        printer_.line("proxy_http_version 1.1");
        print_forwarded(file_.literal(authority));
        if (is_tls) printer_.line("proxy_ssl_server_name on");
        print_upgrade();
        print_common("proxy");
    }

    NginxFile& file_;
    NginxPrinter& printer_;
    const Graph& graph_;
    const Site& site_;
    const Route& route_;
    const ForwardAction& action_;
    const Connection& connection_;
};

}  // namespace

static void print_files(NginxFile& file, NginxPrinter& printer, const Route& route, const FilesAction& files) {
    if (!files.path.is_known()) return;
    const RouteMatch& match = route.match;
    const bool is_prefix = match.kind == MatchKind::prefix || match.kind == MatchKind::prefix_no_regex;
    const bool is_root = is_prefix && match.path == "/";
    if (is_root || match.kind == MatchKind::regex || match.kind == MatchKind::regex_icase) printer.line("root {}", file.literal(*files.path));
    else if (is_prefix) printer.line("alias {}", file.literal(with_slash(*files.path)));
    else printer.line("alias {}", file.literal(*files.path));
    if (files.expires.is_known()) printer.line("expires {}", to_text(*files.expires));
    if (files.lists) {
        printer.comment("stackc: ignore[NGX074] the description says `listing on`");
        printer.line("autoindex on");
    }
    if (!files.fallback.is_known()) return;
    // try_files and alias do not go together (nginx ticket 97).
    if (is_root) printer.line("try_files $uri $uri/ {}", file.literal(*files.fallback));
    else printer.line("error_page 404 =200 {}", file.literal(*files.fallback));
}

static void print_return(NginxFile& file, NginxPrinter& printer, const ReturnAction& answer) {
    if (answer.text.empty()) {
        printer.line("return {}", answer.code);
        return;
    }
    const bool is_redirect = answer.code >= 300 && answer.code < 400;
    if (!is_redirect) printer.line("default_type text/plain");
    printer.line("return {} {}", answer.code, file.literal(answer.text));
}

/// The body size in force, where it is not the one around it.
static std::optional<Size> body_size(const NginxFile& file, const Site& site, const Route& route) {
    const auto* forward = std::get_if<ForwardAction>(&route.action);
    Value<Size> size = route.max_body;
    if (!size.is_known() && forward != nullptr) size = file.input.graph.at(forward->connection).max_body;
    const Size around = site.max_body.value_or(Size{1 << 20});
    if (!size.is_known() || *size == around) return std::nullopt;
    return *size;
}

static void print_access(NginxFile& file, NginxPrinter& printer, const Route& route) {
    for (const Value<std::string>& from : route.allow) {
        if (from.is_known()) printer.line("allow {}", word(*from));
    }
    if (!route.allow.empty()) printer.line("deny all");
    if (!route.limit.is_known()) return;
    const std::string zone = fmt::format("{}-limit-{}", file.prefix, file.zones.size() + 1);
    file.zones.push_back(fmt::format("limit_req_zone $binary_remote_addr zone={}:10m rate={}", zone, word(*route.limit)));
    printer.line("limit_req zone={} burst=20 nodelay", zone);
}

void print_location(NginxFile& file, NginxPrinter& printer, const Site& site, const Route& route) {
    printer.blank();
    printer.open("location {}", location_header(file, route, std::holds_alternative<FilesAction>(route.action)));
    if (const std::optional<Size> size = body_size(file, site, route)) printer.line("client_max_body_size {}", to_text(*size));
    print_access(file, printer, route);
    std::visit(Overloaded{
        [](const NoAction&) {},
        [&](const ForwardAction& action) { Forward(file, printer, site, route, action).print(); },
        [&](const FilesAction& action) { print_files(file, printer, route, action); },
        [&](const ReturnAction& action) { print_return(file, printer, action); },
        [&](const RedirectAction& action) { printer.line("return {} {}", action.code, file.literal(action.url, true)); },
    }, route.action);
    if (!route.headers.empty()) print_headers(file, printer, headers_with(site, route.headers));
    for (const RawText& raw : route.raw) {
        if (raw.dialect == "nginx") printer.raw(raw.text);
    }
    printer.close();
}

}  // namespace stackc
