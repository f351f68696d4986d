// Questions that rules ask about nginx's merged configuration: where a directive is used, what
// a location matches, what an address of *_pass is made of. Answers read the graph alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// A directive and the block that it stands in.
struct DirectiveUse {
    ScopeId scope;
    Directive directive;
};

/// Every use of `name`, in the order in which the blocks were read.
std::vector<DirectiveUse> uses_of(const Graph& graph, std::string_view name);

/// The first directive `name` that stands in this very block, or null.
const Directive* stated(const Scope& scope, std::string_view name);

/// The block of `kind` around `scope`, itself included.
std::optional<ScopeId> enclosing_id(const Graph& graph, ScopeId scope, std::string_view kind);

/// True when every include of the block and of the blocks around it was read: then what they
/// do not say is not said.
bool is_read_to_the_top(const Graph& graph, ScopeId scope);

/// How much is known of what a block inherits.
enum class Surroundings : std::uint8_t {
    known,         // the whole configuration was read
    http_unknown,  // a site by itself: all of its own was read, nginx.conf is not given
    unknown,
};
Surroundings surroundings_of(const Graph& graph, ScopeId scope);

/// Knows where a template decides what of a document stands, so that two of its lines may be
/// alternatives. Remembers the answers: a rule asks at every finding.
class TemplateStatements {
  public:
    bool are_in(const Document& document);
    /// Whether they are in the document of the block's head.
    bool are_around(const Scope& scope) {
        return scope.head.document != nullptr && are_in(*scope.head.document);
    }

  private:
    std::map<const Document*, bool> known_;
};

/// What a `location` block matches; nginx lets the modifier stand apart or glued ("~\.php$").
/// Nothing for other blocks and where a template's hole hides it.
std::optional<RouteMatch> match_of(const Scope& scope);

/// True when nginx puts something else in place of a part of the word: `$host`, `${x}`, a hole.
bool is_variable(const Word& word);

/// The variables named in `text`, lower case, without `$`; captures such as `$1` too.
std::vector<std::string> variables_in(std::string_view text);

/// What a family of `*_pass` belongs together with: nginx has one such row per protocol.
struct PassFamily {
    std::string_view pass;    // "uwsgi_pass"
    std::string_view param;   // what it hands over: "uwsgi_param", "proxy_set_header"
    std::string_view params;  // the stock file with the usual ones: "uwsgi_params"
};
std::span<const PassFamily> pass_families();

/// The use of a directive that hands the request to a server in this block, or null.
const Directive* pass_in(const Scope& scope);

/// One line of a list such as add_header or proxy_set_header: `name` is its first argument.
struct Setting {
    std::string_view name;
    std::string_view value;
    Directive directive;  // the line, or the include of the stock file that holds it
};

/// The lines `directive` of this very block. The files that every nginx package brings along
/// (`uwsgi_params`, `proxy_params`) count with what they hold, though nobody gives them to us.
std::vector<Setting> own_settings(const Scope& scope, std::string_view directive);

/// Those in force in `scope`: of the nearest block that has any, as nginx inherits lists.
std::vector<Setting> settings_in_force(const Graph& graph, ScopeId scope,
                                       std::string_view directive);

/// The setting named `name`, whatever its case, or null.
const Setting* find_setting(std::span<const Setting> settings, std::string_view name);

/// What a block's own `directive` lines take away of the lines around it.
std::vector<Setting> lost_settings(const Graph& graph, ScopeId scope, std::string_view directive);

/// "`Host`, `X-Real-IP`", for messages.
std::string names_of(std::span<const Setting> settings);

/// The address of `proxy_pass` pulled apart: `http://unix:/a.sock:/x` is scheme "http",
/// authority "unix:/a.sock", path "/x". Nothing where there is no "scheme://".
struct ProxyUrl {
    std::string_view scheme;
    std::string_view authority;
    std::string_view path;  // with the query; empty: the request's own path is passed on
};
std::optional<ProxyUrl> parse_proxy_url(std::string_view text);

/// The file that the block opens for `url_path` by its root or alias; nothing where that is
/// unknown, or where it is a matter of captures.
std::optional<std::string> file_for(const Graph& graph, ScopeId scope, std::string_view url_path);

}  // namespace stackc
