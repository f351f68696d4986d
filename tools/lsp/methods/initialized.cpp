#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// Asks to be told when a file changes that any front end knows by its name.
static void watch_files(Server& server) {
    Json watchers = Json::array();
    watchers.push_back({{"globPattern", "**/stackc.toml"}});
    for (const Frontend* frontend : frontends::all()) {
        for (const std::string_view glob : frontend->globs) watchers.push_back({{"globPattern", "**/" + std::string(glob)}});
    }
    server.request("client/registerCapability",
                   {{"registrations",
                     {{{"id", "stackc-files"},
                       {"method", "workspace/didChangeWatchedFiles"},
                       {"registerOptions", {{"watchers", std::move(watchers)}}}}}}});
}

static void take_initialized(Server& server, const Json&) {
    if (is_set(server.client(), "workspace.didChangeWatchedFiles.dynamicRegistration")) watch_files(server);
}

extern const Method initialized{.name = "initialized", .take = take_initialized};

}  // namespace stackc::lsp::methods
