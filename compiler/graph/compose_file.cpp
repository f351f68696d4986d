#include "compiler/graph/compose_file.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/syntax/yaml.h"

namespace stackc {

static bool says(const Document& document, const std::string& service, std::string_view key) {
    const yaml::Tree tree(document);
    const yaml::Item root = tree.root();
    const yaml::Item services = root.at("services").is_absent() ? root : root.at("services");
    const yaml::Item item = services.at(service);
    return !item.at(key).is_absent() || !item.at("extends").is_absent();
}

bool service_says(const Graph& graph, const Container& container, std::string_view key) {
    const Document* base = graph.document_of(container.file);
    if (base == nullptr || base->dialect() != "compose") return true;
    if (says(*base, container.name, key)) return true;
    const Path& path = base->source().path;
    const Path other =
        path.parent_path() / (path.stem().string() + ".override" + path.extension().string());
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& document) {
        return document->source().path == other && document->dialect() == "compose" &&
               says(*document, container.name, key);
    });
}

bool is_trial_file(const Path& path) {
    static constexpr std::string_view trials[] = {"dev",     "devel", "development", "local",
                                                  "test",    "tests", "testing",     "debug",
                                                  "example", "ci",    "localhost"};
    std::string text =
        to_lower(path.filename().string() + "/" + path.parent_path().filename().string());
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '.' || c == '-' || c == '_'; }, '/');
    const std::vector<std::string_view> parts = split(text, '/');
    return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
        return std::find(std::begin(trials), std::end(trials), part) != std::end(trials);
    });
}

static bool is_for_production(const Path& path) {
    const std::string name = to_lower(path.filename().string());
    return name.find("prod") != std::string::npos || name.find("deploy") != std::string::npos;
}

bool is_trial(const Graph& graph, const Container& container) {
    const Document* document = graph.document_of(container.file);
    if (document == nullptr) return false;
    const Path& path = document->source().path;
    if (is_trial_file(path)) return true;
    return !is_for_production(path) &&
           std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& other) {
               return other->dialect() == "compose" &&
                      other->source().path.parent_path() == path.parent_path() &&
                      is_for_production(other->source().path);
           });
}

static bool runs_nginx(const Graph& graph, ContainerId id) {
    return std::any_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
        return process.kind == ServerKind::nginx &&
               std::find(process.containers.begin(), process.containers.end(), id) !=
                   process.containers.end();
    });
}

bool is_public(const Graph& graph, const Container& container) {
    const auto is_web = [](const PublishedPort& port) {
        return port.host_port.is_known() && (*port.host_port == 80 || *port.host_port == 443);
    };
    return std::any_of(
        graph.containers.begin(), graph.containers.end(), [&](const Container& other) {
            if (other.project != container.project || other.published.empty()) return false;
            return runs_nginx(graph, graph.id_of(other)) ||
                   std::any_of(other.published.begin(), other.published.end(), is_web);
        });
}

}  // namespace stackc
