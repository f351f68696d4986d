#include "compiler/graph/front_door.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace stackc {

std::vector<DirectiveUse> uses_of(const Graph& graph, std::string_view name) {
    std::vector<DirectiveUse> found;
    for (const Scope& scope : graph.scopes) {
        for (const Directive& directive : scope.directives) {
            if (directive.name() == name) found.push_back({graph.id_of(scope), directive});
        }
    }
    return found;
}

const Directive* stated(const Scope& scope, std::string_view name) {
    const auto found = std::find_if(scope.directives.begin(), scope.directives.end(),
                                    [&](const Directive& use) { return use.name() == name; });
    return found == scope.directives.end() ? nullptr : &*found;
}

std::optional<ScopeId> enclosing_id(const Graph& graph, ScopeId scope, std::string_view kind) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        if (graph.at(*level).kind == kind) return level;
    }
    return std::nullopt;
}

bool is_read_to_the_top(const Graph& graph, ScopeId scope) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        if (!graph.at(*level).is_fully_read) return false;
    }
    return true;
}

/// A file of a folder of sites may hold includes beside its servers; nobody can tell then.
static bool has_includes(const Scope& scope) {
    return std::any_of(scope.directives.begin(), scope.directives.end(),
                       [](const Directive& use) { return use.name() == "include"; });
}

Surroundings surroundings_of(const Graph& graph, ScopeId scope) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        const Scope& block = graph.at(*level);
        if (block.is_fully_read) continue;
        const bool is_lone_site =
            !block.parent && block.kind == "http" && *level != scope && !has_includes(block);
        return is_lone_site ? Surroundings::http_unknown : Surroundings::unknown;
    }
    return Surroundings::known;
}

bool TemplateStatements::are_in(const Document& document) {
    const auto [slot, is_new] = known_.try_emplace(&document);
    if (!is_new) return slot->second;
    return slot->second =
               std::any_of(document.nodes().begin(), document.nodes().end(), [&](const Node& node) {
                   // The bodies of `content_by_lua_block` and its kin are opaque too.
                   return node.kind == NodeKind::opaque &&
                          !document.node(node.parent).name.value.ends_with("_by_lua_block");
               });
}

/// nginx 1.22.1 ngx_http_core_location: the modifiers, longest first.
static constexpr std::array<std::pair<std::string_view, MatchKind>, 4> modifiers{{
    {"^~", MatchKind::prefix_no_regex},
    {"~*", MatchKind::regex_icase},
    {"=", MatchKind::exact},
    {"~", MatchKind::regex},
}};

static std::optional<MatchKind> modifier(std::string_view text) {
    for (const auto& [sign, kind] : modifiers) {
        if (text == sign) return kind;
    }
    return std::nullopt;
}

static RouteMatch match_of(const Word& word) {
    for (const auto& [sign, kind] : modifiers) {
        if (!word.value.starts_with(sign)) continue;
        Span span = word.span;
        if (word.quote == 0) span.begin += static_cast<std::uint32_t>(sign.size());
        return {kind, std::string(word.value.substr(sign.size())), span};
    }
    const bool is_named = word.value.starts_with('@');
    return {is_named ? MatchKind::named : MatchKind::prefix, std::string(word.value), word.span};
}

std::optional<RouteMatch> match_of(const Scope& scope) {
    if (scope.kind != "location" || scope.head.document == nullptr) return std::nullopt;
    const std::span<const Word> args = scope.head.args();
    if (std::any_of(args.begin(), args.end(), [](const Word& word) { return word.has_hole; }))
        return std::nullopt;
    if (args.size() == 1) return match_of(args[0]);
    if (args.size() != 2) return std::nullopt;
    const std::optional<MatchKind> kind = modifier(args[0].value);
    if (!kind) return std::nullopt;
    return RouteMatch{*kind, std::string(args[1].value), args[1].span};
}

bool is_variable(const Word& word) {
    return word.has_hole || word.value.find('$') != std::string_view::npos;
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

std::vector<std::string> variables_in(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
        ++at;
        if (at < text.size() && text[at] == '{') ++at;
        const std::size_t begin = at;
        while (at < text.size() && is_name_byte(text[at])) ++at;
        if (at > begin) names.push_back(to_lower(text.substr(begin, at - begin)));
    }
    return names;
}

std::span<const PassFamily> pass_families() {
    static constexpr std::array<PassFamily, 5> families{{
        {"proxy_pass", "proxy_set_header", "proxy_params"},
        {"uwsgi_pass", "uwsgi_param", "uwsgi_params"},
        {"fastcgi_pass", "fastcgi_param", "fastcgi_params"},
        {"scgi_pass", "scgi_param", "scgi_params"},
        {"grpc_pass", "grpc_set_header", ""},
    }};
    return families;
}

const Directive* pass_in(const Scope& scope) {
    for (const PassFamily& family : pass_families()) {
        if (const Directive* use = stated(scope, family.pass)) return use;
    }
    return nullptr;
}

namespace {
/// A line that a stock file holds.
struct StockLine {
    std::string_view file;
    std::string_view directive;
    std::string_view name;
    std::string_view value;
};
}  // namespace

/// Debian's nginx-common 1.22.1 and nginx.org's packages; of the parameter files the lines that
/// tell a request from an empty one.
static constexpr std::array<StockLine, 14> stock_lines{{
    {"proxy_params", "proxy_set_header", "Host", "$host"},
    {"proxy_params", "proxy_set_header", "X-Real-IP", "$remote_addr"},
    {"proxy_params", "proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for"},
    {"proxy_params", "proxy_set_header", "X-Forwarded-Proto", "$scheme"},
    {"uwsgi_params", "uwsgi_param", "REQUEST_METHOD", "$request_method"},
    {"uwsgi_params", "uwsgi_param", "REQUEST_URI", "$request_uri"},
    {"scgi_params", "scgi_param", "REQUEST_METHOD", "$request_method"},
    {"fastcgi_params", "fastcgi_param", "REQUEST_METHOD", "$request_method"},
    {"fastcgi.conf", "fastcgi_param", "REQUEST_METHOD", "$request_method"},
    {"fastcgi.conf", "fastcgi_param", "SCRIPT_FILENAME", "$document_root$fastcgi_script_name"},
    {"fastcgi-php.conf", "fastcgi_param", "REQUEST_METHOD", "$request_method"},
    {"fastcgi-php.conf", "fastcgi_param", "SCRIPT_FILENAME", "$document_root$fastcgi_script_name"},
    {"snakeoil.conf", "ssl_certificate", "/etc/ssl/certs/ssl-cert-snakeoil.pem", ""},
    {"snakeoil.conf", "ssl_certificate_key", "/etc/ssl/private/ssl-cert-snakeoil.key", ""},
}};

static void add_stock_lines(const Directive& include, std::string_view directive,
                            std::vector<Setting>& settings) {
    const std::string_view path = include.arg(0);
    const std::string_view file = path.substr(path.rfind('/') + 1);
    for (const StockLine& line : stock_lines) {
        if (line.file != file || line.directive != directive) continue;
        const auto is_same = [&](const Setting& setting) { return setting.name == line.name; };
        // The file was given after all, so its own lines are there.
        if (std::none_of(settings.begin(), settings.end(), is_same))
            settings.push_back({line.name, line.value, include});
    }
}

std::vector<Setting> own_settings(const Scope& scope, std::string_view directive) {
    std::vector<Setting> settings;
    for (const Directive& use : scope.directives) {
        if (use.name() == directive) settings.push_back({use.arg(0), use.arg(1), use});
    }
    for (const Directive& use : scope.directives) {
        if (use.name() == "include") add_stock_lines(use, directive, settings);
    }
    return settings;
}

std::vector<Setting> settings_in_force(const Graph& graph, ScopeId scope,
                                       std::string_view directive) {
    std::vector<Setting> settings;
    for (std::optional<ScopeId> level = scope; level && settings.empty();
         level = graph.at(*level).parent) {
        settings = own_settings(graph.at(*level), directive);
    }
    return settings;
}

const Setting* find_setting(std::span<const Setting> settings, std::string_view name) {
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
        return equals_ignoring_case(setting.name, name);
    });
    return found == settings.end() ? nullptr : &*found;
}

std::vector<Setting> lost_settings(const Graph& graph, ScopeId id, std::string_view directive) {
    std::vector<Setting> lost;
    const Scope& scope = graph.at(id);
    const std::vector<Setting> own = own_settings(scope, directive);
    if (own.empty() || !scope.parent) return lost;
    for (const Setting& outer : settings_in_force(graph, *scope.parent, directive)) {
        if (!find_setting(own, outer.name) && !find_setting(lost, outer.name))
            lost.push_back(outer);
    }
    return lost;
}

std::string names_of(std::span<const Setting> settings) {
    std::string text;
    for (const Setting& setting : settings)
        text += (text.empty() ? "`" : ", `") + quoted(setting.name) + "`";
    return text;
}

std::optional<ProxyUrl> parse_proxy_url(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    ProxyUrl url;
    url.scheme = text.substr(0, colon);
    std::string_view rest = text.substr(colon + 3);
    if (rest.starts_with("unix:")) {
        // The socket's path goes up to the next colon; a path of the URL follows it.
        const std::size_t end = rest.find(':', 5);
        url.authority = rest.substr(0, end);
        if (end != std::string_view::npos) url.path = rest.substr(end + 1);
        return url;
    }
    const std::size_t end = rest.find_first_of("/?");
    url.authority = rest.substr(0, end);
    if (end != std::string_view::npos) url.path = rest.substr(end);
    return url;
}

std::optional<std::string> file_for(const Graph& graph, ScopeId id, std::string_view url_path) {
    const Scope& scope = graph.at(id);
    if (const Directive* alias = stated(scope, "alias")) {
        const std::optional<RouteMatch> match = match_of(scope);
        if (!match || alias->args().size() != 1 || is_variable(alias->args()[0]))
            return std::nullopt;
        const bool is_prefix =
            match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex;
        if (!is_prefix || !url_path.starts_with(match->path)) return std::nullopt;
        return std::string(alias->arg(0)) + std::string(url_path.substr(match->path.size()));
    }
    const Directive* root = graph.effective(id, "root");
    if (root == nullptr || root->args().size() != 1 || is_variable(root->args()[0]))
        return std::nullopt;
    std::string_view folder = root->arg(0);
    if (folder.ends_with('/')) folder.remove_suffix(1);
    return std::string(folder) + std::string(url_path);
}

}  // namespace stackc
