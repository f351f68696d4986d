#include <fmt/format.h>

#include <algorithm>
#include <array>
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

static constexpr std::array<Reader, 24> readers{{
    {"proxy_set_header", 1},
    {"grpc_set_header", 1},
    {"uwsgi_param", 1},
    {"fastcgi_param", 1},
    {"scgi_param", 1},
    {"proxy_pass", 0},
    {"uwsgi_pass", 0},
    {"fastcgi_pass", 0},
    {"return", 0},
    {"rewrite", 1},
    {"add_header", 1},
    {"root", 0},
    {"alias", 0},
    {"try_files", 0},
    {"access_log", 0},
    {"log_format", 1},
    {"error_page", 1},
    {"proxy_redirect", 0},
    {"proxy_cache_key", 0},
    {"proxy_cache_bypass", 0},
    {"proxy_no_cache", 0},
    {"limit_rate", 0},
    {"expires", 0},
    {"proxy_ssl_name", 0},
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

/// All that some file defines, or may define in a way that we do not know.
static std::set<std::string> defined_variables(const Graph& graph) {
    // Debian's snippets/fastcgi-php.conf sets it.
    std::set<std::string> names{"path_info"};
    for (const auto& document : graph.documents) {
        if (document->dialect() != "nginx") continue;
        for (const Node& node : document->nodes()) {
            const bool is_reader = find_reader(node.name.value) != nullptr ||
                                   (node.name.value == "if" && node.kind == NodeKind::block);
            for (const Word& word : document->args(node)) {
                add_captures(word.value, names);
                if (is_reader || !word.value.starts_with('$')) continue;
                for (std::string& name : variables_in(word.value)) names.insert(std::move(name));
            }
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

static void find_unknown_variables(const Graph& graph, Reporter& report) {
    const KnownConfigurations known(graph);
    std::optional<std::set<std::string>> defined;
    for (const Scope& scope : graph.scopes) {
        const Surroundings surroundings = known.of(graph.id_of(scope));
        if (!enclosing_id(graph, graph.id_of(scope), "http")) continue;
        for (const Directive& use : scope.directives) {
            const Reader* reader = find_reader(use.name());
            if (reader == nullptr) continue;
            for (std::size_t arg = reader->first_arg; arg < use.args().size(); ++arg) {
                const Word& word = use.args()[arg];
                if (word.has_hole || word.value.find('$') == std::string_view::npos) continue;
                for (const std::string& name : variables_in(word.value)) {
                    if (is_capture(name) || is_builtin_variable(name)) continue;
                    if (!defined) defined = defined_variables(graph);
                    if (!defined->contains(name)) report_unknown(word, name, surroundings, report);
                }
            }
        }
    }
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
