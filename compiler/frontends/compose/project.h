// A compose project: a file, its override, and the variables of its .env.
#pragma once

#include <memory>
#include <vector>

#include "compiler/frontends/container/substitution.h"
#include "compiler/frontends/frontend.h"
#include "compiler/syntax/yaml.h"

namespace stackc::compose {

/// One file of the project, and what stands in it.
struct Layer {
    std::shared_ptr<const Document> document;
    std::unique_ptr<yaml::Tree> tree;

    /// The services: below `services`, or the whole file in the first format.
    yaml::Item services() const;
    /// The folder that its relative paths start from.
    Path folder() const { return document->source().path.parent_path(); }
};

class Project {
  public:
    Project(const Workspace& workspace, std::shared_ptr<const Document> base,
            std::shared_ptr<const Document> overrides);

    const std::vector<Layer>& layers() const { return layers_; }  // what comes later counts
    const Document& base() const { return *layers_.front().document; }
    /// The folder that relative paths start from.
    const Path& folder() const { return folder_; }
    /// What other projects of the workspace are told apart by.
    const std::string& name() const { return name_; }
    /// False where something is included that is not here.
    bool is_whole() const { return is_whole_; }

    /// A scalar with its variables replaced.
    MappedText text(const Layer& layer, const Word& word) const;
    Value<std::string> value(const Layer& layer, const yaml::Item& item) const;

    /// What tells a network or volume of the top level apart: below the project's name, or after
    /// `external:` where other projects may have it too.
    std::string identity(std::string_view section, std::string_view key) const;

  private:
    void add_layer(const std::shared_ptr<const Document>& document);
    /// The files that `include` names, with those that they name.
    void add_included(const Workspace& workspace, const Layer& layer);
    Value<std::string> variable(std::string_view name) const;
    std::vector<Layer> layers_;
    std::vector<std::shared_ptr<const Document>> variables_;
    Path folder_;
    std::string name_;
    bool is_whole_ = true;
};

/// The compose file that `path` names in a file of the project; null where it is not here.
std::shared_ptr<const Document> find_file(const Workspace& workspace, const Document& from,
                                          const Value<std::string>& path);

/// Every project of the workspace; what another file includes is part of that one's project.
std::vector<Project> find_projects(const Workspace& workspace);

/// The value of a variable in a .env file; absent where it is not set there.
Value<std::string> find_variable(const Document& file, std::string_view name);

/// The scalars of an item that is a list or a single scalar.
std::vector<yaml::Item> list_of(const yaml::Item& item);

}  // namespace stackc::compose
