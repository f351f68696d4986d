// Which nginx locations hand requests to which Django project, and which location of a site serves
// a path: the joins that rules about Django behind nginx need.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// A location whose requests reach a process that runs a project with known settings.
struct DjangoRoute {
    ConnectionId connection{};
    RouteId route{};
    SiteId site{};
    ScopeId scope{};  // the location, or the server
    ProcessId process{};
    const SettingsModule* settings = nullptr;
};

/// Every such location but those for WebSockets; a connection that may reach several processes is
/// left out. The development server serves static files and is no deployment: only where hosts
/// are compared is it one of them.
std::vector<DjangoRoute> django_routes(const Graph& graph, bool with_runserver = false);

/// The location that answers `path` on the site, as nginx chooses it, or the server block itself.
/// Nothing where that cannot be told.
std::optional<ScopeId> location_for(const Graph& graph, const Site& site, std::string_view path);

/// Whether the site is reached with TLS: directly, or on some other site's word.
bool is_tls(const Site& site);

/// Whether the file's name or folder says that it is for development: compose.dev.yml,
/// docker-compose.local.yml, dev/Dockerfile.
bool is_trial_file(const Graph& graph, FileId file);

/// Whether settings of that name, "shop.settings.dev", are a person's own.
bool is_trial_name(std::string_view settings);

/// Whether a process that uses the settings serves a deployment, whatever they are called.
bool serves_deployment(const Graph& graph, const SettingsModule& settings);

/// Whether the process is one that serves a deployment, and not a person's trial.
bool is_deployed(const Graph& graph, const SettingsModule& settings);

/// Whether some middleware or storage serves static files without nginx.
bool serves_static_itself(const SettingsModule& settings);

/// The path of `STATIC_URL` and the like: "static/" and "https://x/static/" are "/static/". Nothing
/// where another host serves it.
std::optional<std::string> url_path(std::string_view url);

}  // namespace stackc
