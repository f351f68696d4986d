#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

/// UTF-8 where the client offers it, by LSP 3.17's name or by clangd's older extension.
static Encoding choose_encoding(const Json& client) {
    const bool is_utf8 = lists(client, "general.positionEncodings", "utf-8") || lists(client, "offsetEncoding", "utf-8");
    return is_utf8 ? Encoding::utf8 : Encoding::utf16;
}

static void add_folder(Server& server, const Json& uri) {
    if (!uri.is_string()) return;
    if (const std::optional<Path> path = to_path(uri.get_ref<const std::string&>())) server.projects().add_folder(*path);
}

/// The folders, or the older rootUri, or the still older rootPath.
static void add_folders(Server& server, const Json& params) {
    const Json* folders = find(params, "workspaceFolders");
    if (folders != nullptr && folders->is_array() && !folders->empty()) {
        for (const Json& folder : *folders) add_folder(server, folder.at("uri"));
    } else if (const Json* uri = find(params, "rootUri"); uri != nullptr && uri->is_string()) {
        add_folder(server, *uri);
    } else if (const Json* path = find(params, "rootPath"); path != nullptr && path->is_string()) {
        add_folder(server, to_uri(path->get_ref<const std::string&>()));
    }
}

static Json initialize_server(Server& server, const Json& params) {
    const Json* given = find(params, "capabilities");
    const Json client = given != nullptr && given->is_object() ? *given : Json::object();
    const Encoding encoding = choose_encoding(client);
    add_folders(server, params);
    const Json* diagnostics = find(params, "initializationOptions.diagnostics");
    const bool is_pulled = diagnostics != nullptr && *diagnostics == "pull";
    server.start(client, encoding, is_pulled);

    const std::string_view name = encoding == Encoding::utf8 ? "utf-8" : "utf-16";
    Json capabilities{{"positionEncoding", name}};
    for (const Method* method : all()) {
        if (method->announce != nullptr) method->announce(capabilities, server);
    }
    Json result{{"capabilities", std::move(capabilities)},
                {"serverInfo", {{"name", "stackc"}, {"version", STACKC_VERSION}}}};
    if (client.contains("offsetEncoding")) result["offsetEncoding"] = name;
    return result;
}

extern const Method initialize{"initialize", initialize_server};

}  // namespace stackc::lsp::methods
