#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

static void take_folders(Server& server, const Json& params) {
    const Json& event = params.at("event");
    for (const Json& folder : event.at("removed")) {
        if (const auto path = to_path(folder.at("uri").get_ref<const std::string&>())) server.projects().remove_folder(*path);
    }
    for (const Json& folder : event.at("added")) {
        if (const auto path = to_path(folder.at("uri").get_ref<const std::string&>())) server.projects().add_folder(*path);
    }
}

static void announce_folders(Json& capabilities, const Server&) {
    capabilities["workspace"]["workspaceFolders"] = {{"supported", true}, {"changeNotifications", true}};
}

extern const Method workspace_did_change_workspace_folders{
    .name = "workspace/didChangeWorkspaceFolders", .take = take_folders, .announce = announce_folders};

}  // namespace stackc::lsp::methods
