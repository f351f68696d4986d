#include "compiler/frontends/nginx/sites.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/listens.h"
#include "compiler/frontends/nginx/values.h"

namespace stackc::nginx {

static Value<std::string> text_of(const Word& word) {
    const bool is_unknown = word.has_hole || word.value.find('$') != std::string_view::npos;
    if (is_unknown) return Value<std::string>::unknown("it holds a variable or a placeholder", word.span);
    return Value<std::string>::known(std::string(word.value), word.span);
}

static Value<std::string> name_of(const Word& word) {
    if (word.value.starts_with('~') && !word.has_hole) return Value<std::string>::known(std::string(word.value), word.span);
    if (word.value == "$hostname") return Value<std::string>::unknown("it is the machine's name", word.span);
    Value<std::string> name = text_of(word);
    return name.is_known() ? Value<std::string>::known(to_lower(*name), word.span) : name;
}

// -------------------------------------------------------------------------------------- actions

/// Handlers that answer by themselves, so that `root` means nothing where they stand.
static bool is_handler(std::string_view name) {
    static constexpr std::string_view names[] = {"stub_status", "empty_gif",   "js_content", "echo",       "perl",
                                                 "internal_redirect", "push_stream_publisher", "push_stream_subscriber",
                                                 "vhost_traffic_status_display", "nchan_publisher", "nchan_subscriber", "rtmp_stat"};
    return name.starts_with("content_by_lua") || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

static const Directive* find(const Scope& scope, std::string_view name) {
    const auto found = std::find_if(scope.directives.begin(), scope.directives.end(),
                                    [&](const Directive& use) { return use.name() == name && !use.args().empty(); });
    return found == scope.directives.end() ? nullptr : &*found;
}

static RouteAction read_return(const Directive& directive) {
    const auto args = directive.args();
    std::uint16_t code = 0;
    const std::string_view first = args[0].value;
    const auto [stop, error] = std::from_chars(first.data(), first.data() + first.size(), code);
    const bool is_code = error == std::errc{} && stop == first.data() + first.size();
    if (!is_code) return RedirectAction{302, std::string(first), args[0].span};
    const Word& text = args.back();
    const bool redirects = code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
    if (redirects && args.size() > 1) return RedirectAction{code, std::string(text.value), text.span};
    return ReturnAction{code, args.size() > 1 ? std::string(text.value) : std::string(), args[0].span};
}

static RouteAction read_files(const Graph& graph, ScopeId id) {
    FilesAction files;
    const Scope& scope = graph.at(id);
    const Directive* alias = find(scope, "alias");
    const Directive* path = alias != nullptr ? alias : graph.effective(id, "root");
    if (path == nullptr || path->args().empty()) return NoAction{};
    files.path = text_of(path->args()[0]);
    files.is_alias = alias != nullptr;
    if (const Directive* listing = graph.effective(id, "autoindex")) files.lists = listing->arg(0) == "on";
    if (const Directive* tries = find(scope, "try_files")) files.fallback = text_of(tries->args().back());
    if (const Directive* expires = find(scope, "expires")) {
        if (const auto time = parse_time(expires->arg(0), false)) files.expires = Value<Duration>::known(*time, expires->args()[0].span);
    }
    return files;
}

static bool upgrades(const Graph& graph, ScopeId scope) {
    for (const Directive& header : graph.inherited(scope, "proxy_set_header")) {
        if (equals_ignoring_case(header.arg(0), "upgrade")) return true;
    }
    return false;
}

// --------------------------------------------------------------------------------------- routes

/// `location = /x`, `location =/x`, `location ~* \.php$`, `location @name`.
static RouteMatch read_match(const Directive& head) {
    static constexpr std::pair<std::string_view, MatchKind> modifiers[] = {
        {"^~", MatchKind::prefix_no_regex}, {"~*", MatchKind::regex_icase}, {"~", MatchKind::regex}, {"=", MatchKind::exact}};
    RouteMatch match;
    const auto args = head.args();
    match.span = head.span();
    if (args.empty()) return match;
    const Word& path = args.back();
    match.span = path.span;
    match.path = std::string(path.value);
    for (const auto& [sign, kind] : modifiers) {
        if (args.size() > 1 && args[0].value == sign) {
            match.kind = kind;
            return match;
        }
        if (args.size() == 1 && path.value.starts_with(sign)) {
            match.kind = kind;
            match.path = std::string(path.value.substr(sign.size()));
            return match;
        }
    }
    if (path.value.starts_with('@')) match.kind = MatchKind::named;
    return match;
}

namespace {

class SiteReader {
  public:
    SiteReader(const Expansion& expansion, const Upstreams& upstreams, GraphBuilder& builder)
        : expansion_(expansion), upstreams_(upstreams), builder_(builder), graph_(builder.graph) {}

    void run() {
        const std::size_t first = graph_.sites.size();
        for (std::uint32_t i = expansion_.root.value; i < expansion_.end.value; ++i) {
            if (is_server({i})) read_site({i});
        }
        add_listeners(expansion_, first, builder_);
    }

  private:
    bool is_server(ScopeId id) const {
        const bool is_root = id == expansion_.root;
        const Scope& scope = graph_.at(id);
        if (is_root) return !expansion_.instance->is_main && has_site_content(id);
        return scope.kind == "server" && (expansion_.is(id, Context::server) || expansion_.is(id, Context::stream_server) ||
                                          expansion_.is(id, Context::mail_server));
    }

    /// A snippet with locations, or one for the inside of a location that forwards.
    bool has_site_content(ScopeId id) const {
        const bool is_inside = expansion_.is(id, Context::server) || expansion_.is(id, Context::location) || expansion_.is(id, Context::stream_server);
        if (!is_inside || expansion_.is(id, Context::http)) return false;
        const Scope& scope = graph_.at(id);
        const bool has_pass = std::any_of(scope.directives.begin(), scope.directives.end(), [](const Directive& use) { return is_pass(use.name()); });
        const bool has_location = std::any_of(scope.children.begin(), scope.children.end(), [&](ScopeId child) { return graph_.at(child).kind == "location"; });
        return has_pass || has_location;
    }

    void read_site(ScopeId id) {
        Site site;
        site.process = expansion_.process;
        site.scope = id;
        const Scope& scope = graph_.at(id);
        const bool has_head = scope.head.document != nullptr;
        const Document& document = has_head ? *scope.head.document : *expansion_.instance->roots.front();
        site.file = document.file();
        site.span = has_head ? scope.head.span() : first_statement(document);
        site.is_fully_read = is_tree_read(id);
        if (id != expansion_.root || expansion_.is(id, Context::server)) site.listens = read_listens(expansion_, graph_, id);
        for (const Directive& use : scope.directives) {
            if (use.name() != "server_name") continue;
            for (const Word& word : use.args()) site.names.push_back(name_of(word));
        }
        site_ = builder_.add(std::move(site));
        read_routes(id);
    }

    static Span first_statement(const Document& document) {
        for (const Node& node : document.children(Document::root)) {
            if (node.kind == NodeKind::statement || node.kind == NodeKind::block) return node.header;
        }
        return {document.file(), 0, 0};
    }

    bool is_tree_read(ScopeId id) const {
        std::vector<ScopeId> waiting{id};
        while (!waiting.empty()) {
            const Scope& scope = graph_.at(waiting.back());
            waiting.pop_back();
            if (!scope.is_fully_read) return false;
            waiting.insert(waiting.end(), scope.children.begin(), scope.children.end());
        }
        return true;
    }

    /// The server itself and every location below it, in the file's order.
    void read_routes(ScopeId server) {
        struct Waiting {
            ScopeId scope;
            std::optional<RouteId> route;  // of the enclosing location
        };
        const std::optional<RouteId> own = server_route(server);
        std::vector<Waiting> waiting;
        const auto push_children = [&](ScopeId id, std::optional<RouteId> route) {
            const std::vector<ScopeId>& children = graph_.at(id).children;
            for (auto child = children.rbegin(); child != children.rend(); ++child) waiting.push_back({*child, route});
        };
        push_children(server, own);
        while (!waiting.empty()) {
            const Waiting next = waiting.back();
            waiting.pop_back();
            const std::string_view kind = graph_.at(next.scope).kind;
            std::optional<RouteId> route = next.route;
            if (kind == "location") route = location_route(next.scope);
            else if (kind == "if" || kind == "limit_except") connect(next.scope, route);
            else continue;
            push_children(next.scope, route);
        }
    }

    RouteId add_route(ScopeId scope, RouteMatch match, Span span) {
        Route route;
        route.site = site_;
        route.scope = scope;
        route.match = std::move(match);
        route.span = span;
        const RouteId id = builder_.add(std::move(route));
        builder_.at(site_).routes.push_back(id);
        return id;
    }

    RouteId location_route(ScopeId id) {
        const Directive head = graph_.at(id).head;
        const RouteId route = add_route(id, read_match(head), head.span());
        set_action(id, route);
        return route;
    }

    std::optional<RouteId> server_route(ScopeId id) {
        const Scope& scope = graph_.at(id);
        const bool acts = std::any_of(scope.directives.begin(), scope.directives.end(), [](const Directive& use) {
            return !use.args().empty() && (is_pass(use.name()) || use.name() == "return" || use.name() == "root" || use.name() == "try_files");
        });
        if (!acts) return std::nullopt;
        const Span span = builder_.at(site_).span;
        const RouteId route = add_route(id, {MatchKind::server, "/", span}, span);
        set_action(id, route);
        return route;
    }

    void set_action(ScopeId id, RouteId route) {
        const std::optional<ConnectionId> connection = connect(id, route);
        const Scope& scope = graph_.at(id);
        if (const Directive* answer = find(scope, "return")) {
            builder_.at(route).action = read_return(*answer);
        } else if (connection) {
            builder_.at(route).action = ForwardAction{*connection, upgrades(graph_, id), !graph_.at(*connection).uri.empty()};
        } else if (std::none_of(scope.directives.begin(), scope.directives.end(), [](const Directive& use) { return is_handler(use.name()); })) {
            builder_.at(route).action = read_files(graph_, id);
        }
    }

    /// Adds the connections that `scope` states; gives the last, which is the one that counts.
    std::optional<ConnectionId> connect(ScopeId scope, std::optional<RouteId> route) {
        std::optional<ConnectionId> last;
        for (const Directive& use : graph_.at(scope).directives) {
            if (!is_pass(use.name()) || use.args().empty()) continue;
            Connection connection = read_connection(expansion_, builder_, upstreams_, scope, use);
            connection.route = route;
            last = builder_.add(std::move(connection));
        }
        return last;
    }

    const Expansion& expansion_;
    const Upstreams& upstreams_;
    GraphBuilder& builder_;
    Graph& graph_;
    SiteId site_{};
};

}  // namespace

void read_sites(const Expansion& expansion, const Upstreams& upstreams, GraphBuilder& builder) {
    SiteReader(expansion, upstreams, builder).run();
}

}  // namespace stackc::nginx
