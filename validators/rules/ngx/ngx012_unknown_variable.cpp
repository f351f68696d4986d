#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"
#include "validators/rules/ngx/variables.h"

namespace stackc::rules {

namespace {
/// Directives that nginx 1.22.1 was seen to expand variables in, from the argument on that is
/// given. Any other directive may as well define what it names.
struct Reader {
    std::string_view directive;
    std::size_t first_arg;
};
}  // namespace

static constexpr std::array<Reader, 49> readers{{
    {"access_log", 0},
    {"add_header", 1},
    {"add_trailer", 1},
    {"alias", 0},
    {"auth_basic", 0},
    {"auth_basic_user_file", 0},
    {"auth_request_set", 1},
    {"charset", 0},
    {"error_page", 1},
    {"expires", 0},
    {"fastcgi_cache_bypass", 0},
    {"fastcgi_cache_key", 0},
    {"fastcgi_no_cache", 0},
    {"fastcgi_param", 1},
    {"fastcgi_pass", 0},
    {"grpc_pass", 0},
    {"grpc_set_header", 1},
    {"hash", 0},
    {"index", 0},
    {"limit_conn_zone", 0},
    {"limit_rate", 0},
    {"limit_rate_after", 0},
    {"limit_req_zone", 0},
    {"log_format", 1},
    {"mirror", 0},
    {"proxy_cache_bypass", 0},
    {"proxy_cache_key", 0},
    {"proxy_cookie_domain", 0},
    {"proxy_cookie_path", 0},
    {"proxy_method", 0},
    {"proxy_no_cache", 0},
    {"proxy_pass", 0},
    {"proxy_redirect", 0},
    {"proxy_set_header", 1},
    {"proxy_ssl_name", 0},
    {"return", 0},
    {"rewrite", 1},
    {"root", 0},
    {"scgi_param", 1},
    {"secure_link", 0},
    {"secure_link_md5", 0},
    {"set", 1},
    {"sub_filter", 0},
    {"try_files", 0},
    {"uwsgi_cache_bypass", 0},
    {"uwsgi_cache_key", 0},
    {"uwsgi_no_cache", 0},
    {"uwsgi_param", 1},
    {"uwsgi_pass", 0},
}};

static const Reader* find_reader(std::string_view directive) {
    const auto found = std::find_if(readers.begin(), readers.end(), [&](const Reader& reader) {
        return reader.directive == directive;
    });
    return found == readers.end() ? nullptr : &*found;
}

/// The named groups of regular expressions: `(?<name>…)`, `(?P<name>…)`, `(?'name'…)`.
static void add_captures(std::string_view text, std::set<std::string>& names) {
    for (std::size_t at = text.find("(?"); at != std::string_view::npos;
         at = text.find("(?", at + 2)) {
        std::size_t begin = at + 2;
        if (begin < text.size() && text[begin] == 'P') ++begin;
        if (begin >= text.size() || (text[begin] != '<' && text[begin] != '\'')) continue;
        const std::size_t end = text.find_first_of(">'", begin + 1);
        if (end != std::string_view::npos)
            names.insert(to_lower(text.substr(begin + 1, end - begin - 1)));
    }
}

static bool is_mapping(std::string_view block) {
    return block == "map" || block == "geo" || block == "split_clients";
}

/// The arguments in which a statement may give a name to a variable.
static std::span<const Word> defining_words(const Document& document, const Node& node,
                                            std::span<const Word> args) {
    const Reader* reader = find_reader(node.name.value);
    if (reader != nullptr) return args.first(std::min(reader->first_arg, args.size()));
    if (node.kind == NodeKind::block && node.name.value == "if") return {};
    if (is_mapping(document.node(node.parent).name.value)) return {};
    const bool names_last = node.kind == NodeKind::block && is_mapping(node.name.value);
    return names_last && !args.empty() ? args.last(1) : args;
}

/// All that some file defines, or may define in a way that we do not know.
static std::set<std::string> defined_variables(const Graph& graph) {
    std::set<std::string> names;
    for (const auto& document : graph.documents) {
        if (document->dialect() != "nginx") continue;
        for (const Node& node : document->nodes()) {
            const auto args = document->args(node);
            for (const Word& word : args) add_captures(word.value, names);
            // Debian's snippets/fastcgi-php.conf sets it.
            const bool is_snippet =
                node.name.value == "include" && !args.empty() &&
                args[0].value.find("fastcgi-php.conf") != std::string_view::npos;
            if (is_snippet) names.insert("path_info");
            for (const Word& word : defining_words(*document, node, args)) {
                if (!word.value.starts_with('$')) continue;
                // What is set is named by all that follows the first `$`.
                const bool is_whole =
                    find_reader(node.name.value) != nullptr || is_mapping(node.name.value);
                if (is_whole) names.insert(to_lower(word.value.substr(1)));
                if (is_whole) continue;
                for (std::string& name : variables_in(word.value)) names.insert(std::move(name));
            }
            // The keys of a `map` may be regular expressions.
            add_captures(node.name.value, names);
            // The lines of a `geoip2` block start with the variable.
            if (node.name.value.starts_with('$')) names.insert(to_lower(node.name.value.substr(1)));
        }
    }
    return names;
}

static bool is_capture(std::string_view name) {
    return parse_number(name).has_value();
}

static void report_unknown(const Word& word, const std::string& name, Surroundings surroundings,
                           Reporter& report) {
    const std::optional<std::string_view> meant = nearest(name, builtin_variables());
    const bool is_famous = name == "connection_upgrade";
    // A file that was not read may define it, unless it is a slip of the pen.
    const bool is_slip = meant && name.size() >= 5;
    const bool is_likely = is_slip || (is_famous && surroundings == Surroundings::http_unknown);
    if (surroundings != Surroundings::known && !is_likely) return;
    auto found =
        report.at(word.span, fmt::format("the variable `${}` is defined nowhere", quoted(name)));
    found.note(
        fmt::format("nginx does not start: `[emerg] unknown \"{}\" variable`", quoted(name)));
    if (surroundings != Surroundings::known) found.uncertain();
    if (is_famous) {
        found.note(
            "it comes from `map $http_upgrade $connection_upgrade { default upgrade; '' close; }` "
            "in the `http` block");
        found.fix("write `\"upgrade\"` in its place", Safety::unsafe, {{word.span, "\"upgrade\""}});
    } else if (meant) {
        found.note(fmt::format("did you mean `${}`?", *meant));
    }
}

namespace {
/// How far the variables of each configuration are known: all of them, all but those of an
/// nginx.conf that is not given, or too few to speak of.
class KnownConfigurations {
  public:
    explicit KnownConfigurations(const Graph& graph)
        : known_(graph.scopes.size(), Surroundings::known) {
        // Blocks stand after the ones around them, so one pass finds every root.
        root_.reserve(graph.scopes.size());
        for (std::size_t at = 0; at < graph.scopes.size(); ++at) {
            const Scope& scope = graph.scopes[at];
            root_.push_back(scope.parent ? root_[scope.parent->value] : at);
            const bool has_modules =
                stated(scope, "load_module") != nullptr || stated(scope, "perl_modules") != nullptr;
            const bool is_site = !scope.parent && scope.kind == "http";
            const Surroundings here = is_site ? Surroundings::http_unknown : Surroundings::unknown;
            if (!scope.is_fully_read || has_modules)
                known_[root_[at]] = std::max(known_[root_[at]], here);
        }
    }
    Surroundings of(ScopeId scope) const { return known_[root_[scope.value]]; }

  private:
    std::vector<std::size_t> root_;
    std::vector<Surroundings> known_;
};
}  // namespace

/// What ngx_http_script_compile says of the `$` in a text; empty where it reads them all.
static std::string_view malformed(std::string_view text) {
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
        const bool has_bracket = ++at < text.size() && text[at] == '{';
        if (has_bracket) ++at;
        const std::size_t begin = at;
        while (at < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_'))
            ++at;
        if (has_bracket && (at >= text.size() || text[at] != '}'))
            return "the closing bracket of a variable is missing";
        if (at == begin) return "a `$` without a name";
    }
    return {};
}

namespace {
/// Looks through one configuration's words for variables that nobody defines.
class Search {
  public:
    Search(const Graph& graph, Reporter& report) : graph_(graph), known_(graph), report_(report) {}

    void run() {
        for (const Scope& scope : graph_.scopes) {
            if (!enclosing_id(graph_, graph_.id_of(scope), "http")) continue;
            surroundings_ = known_.of(graph_.id_of(scope));
            head(scope);
            for (const Directive& use : scope.directives) statement(scope, use);
        }
    }

  private:
    void head(const Scope& scope) {
        if (scope.head.document == nullptr) return;
        const auto args = scope.head.args();
        const bool is_mapped = scope.kind == "map" || scope.kind == "split_clients";
        if (is_mapped && args.size() == 2) word(args[0]);
        if (scope.kind == "if") condition(args);
    }

    /// What is compared; the right side of `~` is a regular expression.
    void condition(std::span<const Word> args) {
        for (std::size_t i = 0; i < args.size(); ++i) {
            const bool is_regex = i > 0 && args[i - 1].value.find('~') != std::string_view::npos;
            if (is_regex || args[i].has_hole) continue;
            Word inside = args[i];
            if (i == 0 && inside.value.starts_with('(')) inside.value.remove_prefix(1);
            if (i + 1 == args.size() && inside.value.ends_with(')')) inside.value.remove_suffix(1);
            // All that follows the first `$` is the name: `$cookie_a-b`.
            const bool is_subject = inside.value.starts_with('$') && i < 2;
            if (!is_subject || malformed(inside.value).empty()) word(inside);
        }
    }

    void statement(const Scope& scope, const Directive& use) {
        const auto args = use.args();
        if (scope.kind == "map") {
            if (use.name() != "include" && args.size() == 1) word(args[0]);
            return;
        }
        const Reader* reader = find_reader(use.name());
        if (reader == nullptr || is_unused(scope, use)) return;
        for (std::size_t arg = reader->first_arg; arg < args.size(); ++arg) {
            // `~…` is a regular expression where a word may be one.
            if (!args[arg].value.starts_with('~')) word(args[arg]);
        }
    }

    /// What is handed over to servers is read where a server or location is; here is none.
    bool is_unused(const Scope& scope, const Directive& use) const {
        const bool is_handed_over =
            use.name().ends_with("_param") || use.name().ends_with("_set_header");
        return is_handed_over && scope.kind == "http" &&
               std::none_of(scope.children.begin(), scope.children.end(),
                            [&](ScopeId child) { return graph_.at(child).kind == "server"; });
    }

    void word(const Word& word) {
        if (word.has_hole || word.value.find('$') == std::string_view::npos) return;
        if (const std::string_view fault = malformed(word.value); !fault.empty()) {
            report_.at(word.span, fmt::format("{} in `{}`", fault, quoted(word.value)))
                .note(
                    "nginx does not start: `[emerg] invalid variable name` or `the closing bracket "
                    "in \"x\" variable is missing`");
            return;
        }
        for (const std::string& name : variables_in(word.value)) {
            if (is_capture(name) || is_builtin_variable(name)) continue;
            if (!defined_) defined_ = defined_variables(graph_);
            if (!defined_->contains(name)) report_unknown(word, name, surroundings_, report_);
        }
    }

    const Graph& graph_;
    const KnownConfigurations known_;
    Reporter& report_;
    Surroundings surroundings_ = Surroundings::unknown;
    std::optional<std::set<std::string>> defined_;
};
}  // namespace

static void find_unknown_variables(const Graph& graph, Reporter& report) {
    Search(graph, report).run();
}

extern constexpr Rule ngx012_unknown_variable{
    .summary = "a variable that nothing defines",
    .why =
        "nginx refuses the whole configuration: `[emerg] unknown \"connection_upgrade\" variable`. "
        "That one is not "
        "built in: it comes from a `map` that tutorials show elsewhere.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/varindex.html http://nginx.org/en/docs/http/websocket.html "
        "https://github.com/django/daphne/issues/4",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 80;
        location /ws/ {
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_pass http://127.0.0.1:9001;
        }
    }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      close;
    }
    server {
        listen 80;
        location /ws/ {
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_pass http://127.0.0.1:9001;
        }
    }
}
)",
    .check = find_unknown_variables,
};

}  // namespace stackc::rules
