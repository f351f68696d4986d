#include "compiler/graph/django_routes.h"

#include <algorithm>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"

namespace stackc {

std::vector<DjangoRoute> django_routes(const Graph& graph, bool with_runserver) {
    std::vector<DjangoRoute> routes;
    if (graph.settings.empty()) return routes;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        if (link.listeners.size() != 1 || !connection.route) continue;
        const ProcessId process = graph.at(link.listeners.front()).process;
        const SettingsModule* settings = graph.settings_of(process);
        const Route& route = graph.at(*connection.route);
        const auto* forward = std::get_if<ForwardAction>(&route.action);
        // Middleware and the check of hosts are for requests; WebSockets pass them by.
        if (!with_runserver && graph.at(process).kind == ServerKind::runserver) continue;
        if (settings == nullptr || !route.scope || forward == nullptr || forward->is_websocket) continue;
        const bool is_known = std::any_of(routes.begin(), routes.end(), [&](const DjangoRoute& each) { return each.route == *connection.route; });
        if (!is_known) routes.push_back({link.connection, *connection.route, route.site, *route.scope, process, settings});
    }
    return routes;
}

namespace {
/// The choice among the locations of one level: exact, longest prefix, first expression.
struct Choice {
    const Scope* exact = nullptr;
    const Scope* prefix = nullptr;
    std::size_t length = 0;
    bool is_final = false;  // `^~`
    const Scope* regex = nullptr;
};
}  // namespace

static std::optional<const Scope*> choose(const Graph& graph, const Scope& outer, std::string_view path) {
    Choice choice;
    for (const ScopeId id : outer.children) {
        const Scope& scope = graph.at(id);
        if (scope.kind != "location") continue;
        const std::optional<RouteMatch> match = match_of(scope);
        if (!match) return std::nullopt;
        switch (match->kind) {
            case MatchKind::exact:
                if (match->path == path) choice.exact = &scope;
                break;
            case MatchKind::prefix:
            case MatchKind::prefix_no_regex:
                if (path.starts_with(match->path) && (choice.prefix == nullptr || match->path.size() > choice.length)) {
                    choice.prefix = &scope;
                    choice.length = match->path.size();
                    choice.is_final = match->kind == MatchKind::prefix_no_regex;
                }
                break;
            case MatchKind::regex:
            case MatchKind::regex_icase: {
                const std::optional<Regex> regex = Regex::compile(match->path, match->kind == MatchKind::regex_icase);
                if (!regex) return std::nullopt;
                if (choice.regex == nullptr && regex->matches(path)) choice.regex = &scope;
                break;
            }
            case MatchKind::named:
            case MatchKind::server: break;
        }
    }
    if (choice.exact != nullptr) return choice.exact;
    if (choice.regex != nullptr && !choice.is_final) return choice.regex;
    return choice.prefix;
}

std::optional<ScopeId> location_for(const Graph& graph, const Site& site, std::string_view path) {
    if (!site.scope || !site.is_fully_read) return std::nullopt;
    const Scope* current = &graph.at(*site.scope);
    for (int depth = 0; depth < 20; ++depth) {
        if (!current->is_fully_read) return std::nullopt;
        const std::optional<const Scope*> inner = choose(graph, *current, path);
        if (!inner) return std::nullopt;
        if (*inner == nullptr) break;
        current = *inner;
    }
    return graph.id_of(*current);
}

bool is_tls(const Site& site) {
    return site.tls || std::any_of(site.listens.begin(), site.listens.end(), [](const SiteListen& listen) { return listen.is_tls; });
}

static bool is_trial_word(std::string_view word) {
    static constexpr std::string_view trials[] = {"dev", "devel", "development", "local", "test", "tests", "testing", "debug", "ci"};
    return std::find(std::begin(trials), std::end(trials), word) != std::end(trials);
}

bool is_trial_file(const Graph& graph, FileId file) {
    const Document* document = graph.document_of(file);
    return document != nullptr && is_trial_file(document->source().path);
}

bool is_trial_name(std::string_view settings) {
    std::string name = to_lower(settings);
    std::replace(name.begin(), name.end(), '.', '_');
    const std::vector<std::string_view> words = split(name, '_');
    return std::any_of(words.begin(), words.end(), is_trial_word);
}

bool serves_deployment(const Graph& graph, const SettingsModule& settings) {
    return std::any_of(settings.processes.begin(), settings.processes.end(), [&](ProcessId id) {
        const Process& process = graph.at(id);
        if (process.kind == ServerKind::runserver) return false;
        return !is_trial_file(graph, process.program ? graph.at(*process.program).file : process.span.file);
    });
}

bool is_deployed(const Graph& graph, const SettingsModule& settings) {
    return !is_trial_name(settings.name) && serves_deployment(graph, settings);
}

bool serves_static_itself(const SettingsModule& settings) {
    const auto mentions = [&](std::string_view name, std::string_view word) {
        const PythonValue* value = settings.find(name);
        if (value == nullptr) return false;
        if (!value->is_known() || value->is_partial) return true;
        if (value->is_text()) return value->text.find(word) != std::string::npos;
        return std::any_of(value->items.begin(), value->items.end(), [&](const PythonValue& item) {
            return !item.is_known() || (item.is_text() && item.text.find(word) != std::string::npos);
        });
    };
    const PythonValue* storage = settings.find("STATICFILES_STORAGE");
    const bool is_remote = storage != nullptr && (!storage->is_text() || !storage->text.starts_with("django.contrib.staticfiles."));
    return mentions("MIDDLEWARE", "whitenoise") || mentions("MIDDLEWARE_CLASSES", "whitenoise") || is_remote || settings.find("STORAGES") != nullptr;
}

std::optional<std::string> url_path(std::string_view url) {
    if (url.find("://") != std::string_view::npos || url.starts_with("//") || url.empty()) return std::nullopt;
    return url.starts_with('/') ? std::string(url) : "/" + std::string(url);
}

}  // namespace stackc
