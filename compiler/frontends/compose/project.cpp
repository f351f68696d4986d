#include "compiler/frontends/compose/project.h"

#include <algorithm>
#include <set>

#include "compiler/frontends/yaml_text.h"

namespace stackc::compose {

yaml::Item Layer::services() const {
    const yaml::Item root = tree->root();
    const yaml::Item services = root.at("services");
    if (!services.is_absent() || !root.at("version").is_absent()) return services;
    return root;
}

Value<std::string> find_variable(const Document& file, std::string_view name) {
    Value<std::string> found;
    for (const Node& node : file.nodes()) {
        if (node.kind != NodeKind::statement || node.name.value != name) continue;
        const std::span<const Word> args = file.args(node);
        if (args.empty())
            found = Value<std::string>::known("", node.span);
        else if (args[0].has_hole)
            found = Value<std::string>::unknown("it is made of other variables", args[0].span);
        else
            found = Value<std::string>::known(std::string(args[0].value), args[0].span);
    }
    return found;
}

std::vector<yaml::Item> list_of(const yaml::Item& item) {
    if (item.is_sequence()) return item.items();
    if (item.scalar() != nullptr) return {item};
    return {};
}

std::shared_ptr<const Document> find_file(const Workspace& workspace, const Document& from,
                                          const Value<std::string>& path) {
    static const std::vector<std::string> here{"."};
    if (!path.is_known()) return nullptr;
    for (const auto& document : workspace.resolve(*path, false, from.file(), here).documents) {
        if (document->dialect() == "compose") return document;
    }
    return nullptr;
}

Project::Project(const Workspace& workspace, std::shared_ptr<const Document> base,
                 std::shared_ptr<const Document> overrides)
    : folder_(base->source().path.parent_path()), name_(base->source().path.string()) {
    static const std::vector<std::string> here{"."};
    const Workspace::Resolved found = workspace.resolve(".env", false, base->file(), here);
    for (const auto& document : found.documents) {
        if (document->dialect() == "env") variables_.push_back(document);
    }
    add_layer(base);
    // What is included may include further files, none of them twice.
    for (std::size_t i = 0; i < layers_.size(); ++i) add_included(workspace, layers_[i]);
    if (overrides != nullptr) add_layer(overrides);
}

void Project::add_layer(const std::shared_ptr<const Document>& document) {
    if (document->has_errors()) is_whole_ = false;
    layers_.push_back({document, std::make_unique<yaml::Tree>(*document)});
}

void Project::add_included(const Workspace& workspace, const Layer& layer) {
    const std::shared_ptr<const Document> from = layer.document;
    std::vector<Value<std::string>> paths;
    for (const yaml::Item& item : list_of(layer.tree->root().at("include"))) {
        if (!item.is_mapping()) {
            paths.push_back(value(layer, item));
            continue;
        }
        for (const yaml::Item& path : list_of(item.at("path"))) paths.push_back(value(layer, path));
        // Its paths start from elsewhere.
        if (!item.at("project_directory").is_absent()) is_whole_ = false;
    }
    for (const Value<std::string>& path : paths) {
        const auto document = find_file(workspace, *from, path);
        if (document == nullptr) is_whole_ = false;
        const bool is_new = std::none_of(layers_.begin(), layers_.end(), [&](const Layer& other) {
            return other.document == document;
        });
        if (document != nullptr && is_new) add_layer(document);
    }
}

Value<std::string> Project::variable(std::string_view name) const {
    for (const auto& file : variables_) {
        const Value<std::string> value = find_variable(*file, name);
        if (!value.is_absent()) return value;
    }
    return {};
}

MappedText Project::text(const Layer& layer, const Word& word) const {
    const container::Lookup lookup = [this](std::string_view name) { return variable(name); };
    return container::substitute(mapped_scalar(*layer.document, word), lookup, {true, 0});
}

Value<std::string> Project::value(const Layer& layer, const yaml::Item& item) const {
    const Word* word = item.scalar();
    if (word == nullptr) return {};
    // An anchor may stand in another place of the same file: its words know where.
    return text(layer, *word).value();
}

std::string Project::identity(std::string_view section, std::string_view key) const {
    for (const Layer& layer : layers_) {
        const yaml::Item entry = layer.tree->root().at(section).at(key);
        if (entry.is_absent()) continue;
        const yaml::Item external = entry.at("external");
        const yaml::Item name =
            entry.at("name").is_absent() ? external.at("name") : entry.at("name");
        const bool is_external = external.is_mapping() || (external.scalar() != nullptr &&
                                                           external.scalar()->value == "true");
        if (!is_external && name.is_absent()) continue;
        const Value<std::string> shown = value(layer, name);
        return (is_external ? "external:" : "named:") +
               (shown.is_known() ? *shown : std::string(key));
    }
    return name_ + ":" + std::string(key);
}

static bool is_base(const std::string& name) {
    return name == "docker-compose.yml" || name == "docker-compose.yaml" || name == "compose.yml" ||
           name == "compose.yaml";
}

/// `docker-compose.override.yml` goes with `docker-compose.yml` without being named.
static bool overrides(const Path& path, const Path& base) {
    return path.parent_path() == base.parent_path() && is_base(base.filename().string()) &&
           path.stem().string() == base.stem().string() + ".override";
}

std::vector<Project> find_projects(const Workspace& workspace) {
    const auto documents = workspace.documents("compose");
    const auto path = [](const auto& document) -> const Path& { return document->source().path; };
    std::vector<Project> projects;
    for (const auto& base : documents) {
        const auto is_overriding = [&](const auto& other) {
            return overrides(path(base), path(other));
        };
        if (std::any_of(documents.begin(), documents.end(), is_overriding)) continue;
        const auto over = std::find_if(documents.begin(), documents.end(), [&](const auto& other) {
            return overrides(path(other), path(base));
        });
        projects.emplace_back(workspace, base, over == documents.end() ? nullptr : *over);
    }
    std::set<const Document*> included;
    for (const Project& project : projects) {
        for (const Layer& layer : project.layers()) {
            if (layer.document.get() != &project.base()) included.insert(layer.document.get());
        }
    }
    // Two that include each other are both kept.
    const auto is_part = [&](const Project& project) {
        return project.layers().size() == 1 && included.contains(&project.base());
    };
    std::erase_if(projects, is_part);
    return projects;
}

}  // namespace stackc::compose
