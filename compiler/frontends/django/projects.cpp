#include "compiler/frontends/django/projects.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/python/literals.h"
#include "compiler/python/parser.h"

namespace stackc::django {

using python::Kind;
using python::Node;
using python::Tree;

// ------------------------------------------------------------------------- named in a file

static std::optional<std::string> literal(const Tree& tree, const Node& node) {
    if (node.kind != Kind::string) return std::nullopt;
    const python::StringParts parts = python::string_parts(tree.text(node));
    return python::unescape(parts.inside, parts.is_raw, parts.is_bytes);
}

/// The value in `os.environ.setdefault("DJANGO_SETTINGS_MODULE", value)`, or in an assignment.
static const Node* settings_value(const Tree& tree, const Node& node) {
    const auto is_the_name = [&](const Node& name) {
        return literal(tree, name) == "DJANGO_SETTINGS_MODULE";
    };
    if (node.kind == Kind::call && node.child_count == 3) {
        const std::string_view callee = tree.text(tree.child(node, 0));
        if (callee.ends_with("environ.setdefault") && is_the_name(tree.child(node, 1)))
            return &tree.child(node, 2);
    }
    if (node.kind == Kind::assign && node.child_count == 2) {
        const Node& target = tree.child(node, 0);
        const bool is_variable =
            target.kind == Kind::subscript && tree.text(tree.child(target, 0)).ends_with("environ");
        if (is_variable && is_the_name(tree.child(target, 1))) return &tree.child(node, 1);
    }
    return nullptr;
}

std::optional<NamedModule> named_settings(const Tree& tree) {
    std::optional<NamedModule> found;
    for (const Node& node : tree.nodes()) {
        const Node* value = settings_value(tree, node);
        if (value == nullptr) continue;
        const std::optional<std::string> name = literal(tree, *value);
        if (!name || (found && found->name != *name)) return std::nullopt;
        if (!found) found = NamedModule{*name, tree.span(*value), true};
        found->is_default = found->is_default && node.kind == Kind::call;
    }
    return found;
}

// -------------------------------------------------------------------------------- as files

static Path as_path(std::string_view module) {
    std::string path(module);
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
}

Projects::Projects(const Workspace& workspace) : workspace_(workspace) {
    for (std::shared_ptr<const Document>& document : workspace.documents("django")) {
        const Path path = document->source().path;
        documents_.emplace(path, std::move(document));
    }
}

const Document* Projects::at(const Path& path) const {
    const auto found = documents_.find(path);
    return found == documents_.end() ? nullptr : found->second.get();
}

/// How many folders two paths share.
static std::size_t shared_folders(const Path& a, const Path& b) {
    return static_cast<std::size_t>(
        std::distance(a.begin(), std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first));
}

const Document* Projects::find(std::string_view module, const Path& near) const {
    if (module.empty()) return nullptr;
    const std::string file = "/" + as_path(module).string() + ".py",
                      package = "/" + as_path(module).string() + "/__init__.py";
    const Document* best = nullptr;
    std::size_t best_score = 0;
    bool is_tied = false;
    for (const auto& [path, document] : documents_) {
        const std::string text = path.string();
        if (!text.ends_with(file) && !text.ends_with(package)) continue;
        const std::size_t score = shared_folders(path, near);
        is_tied = best != nullptr && score == best_score;
        if (best != nullptr && score <= best_score) continue;
        best = document.get();
        best_score = score;
    }
    return is_tied ? nullptr : best;
}

Path Projects::root_of(const Document& document, std::string_view module) {
    Path root = document.source().path.parent_path();
    if (document.source().path.filename() == "__init__.py") root = root.parent_path();
    const auto dots = std::count(module.begin(), module.end(), '.');
    for (std::ptrdiff_t i = 0; i < dots; ++i) root = root.parent_path();
    return root;
}

/// Whether the text has the variables read from a file: python-dotenv, django-environ, decouple.
static bool reads_file(std::string_view text) {
    static constexpr std::string_view readers[] = {"load_dotenv", "read_env", "read_dotenv",
                                                   "decouple"};
    return std::any_of(std::begin(readers), std::end(readers), [&](std::string_view reader) {
        return text.find(reader) != std::string_view::npos;
    });
}

std::map<std::string, Value<std::string>> Projects::written_variables(const Document& settings,
                                                                      const Path& root) const {
    std::map<std::string, Value<std::string>> variables;
    const bool is_read =
        std::any_of(documents_.begin(), documents_.end(), [&](const auto& each) {
            const Path relative = each.first.lexically_relative(root);
            return !relative.empty() && *relative.begin() != ".." &&
                   reads_file(each.second->text());
        });
    if (!is_read) return variables;
    const Document* file = variables_for(settings, root);
    if (file == nullptr) return variables;
    for (const stackc::Node& node : file->nodes()) {
        const std::span<const Word> values = file->args(node);
        if (node.kind != NodeKind::statement || (!values.empty() && values[0].has_hole)) continue;
        variables[std::string(node.name.value)] = Value<std::string>::known(
            values.empty() ? "" : std::string(values[0].value), node.span);
    }
    return variables;
}

/// The nearest to the settings, on the way up to the folder around the project, or the only one
/// in the project.
const Document* Projects::variables_for(const Document& settings, const Path& root) const {
    const Path last = root.parent_path();
    for (Path folder = settings.source().path.parent_path();; folder = folder.parent_path()) {
        if (const Document* file = variables_at(folder / ".env")) return file;
        if (folder == last || folder == folder.parent_path()) break;
    }
    const Document* only = nullptr;
    for (const std::shared_ptr<const Document>& document : workspace_.documents("env")) {
        const Path relative = document->source().path.lexically_relative(root);
        const bool is_below = !relative.empty() && *relative.begin() != "..";
        if (!is_below || relative.filename() != ".env") continue;
        if (only != nullptr) return nullptr;
        only = document.get();
    }
    return only;
}

const Document* Projects::variables_at(const Path& path) const {
    for (const std::shared_ptr<const Document>& document : workspace_.documents("env")) {
        if (document->source().path == path) return document.get();
    }
    return nullptr;
}

python::Evaluation Projects::evaluate(
    const Document& document, std::string_view module,
    const std::optional<std::string>& target_root,
    const std::map<std::string, Value<std::string>>& variables) const {
    const Path root = root_of(document, module);
    const auto found_at = [&](const Path& path, std::string name) -> python::FoundModule {
        const Document* found = at(path);
        if (found == nullptr) return {};
        const std::optional<std::string> placed = workspace_.target_path(found->file());
        const Path relative = path.lexically_relative(root);
        const bool is_below = target_root && !relative.empty() && *relative.begin() != "..";
        const std::string file = placed     ? *placed
                                 : is_below ? join_path(*target_root, relative.string())
                                            : path.string();
        return {python::tree_of(*found), std::move(name), file, !placed && !is_below,
                path.filename() == "__init__.py"};
    };
    const auto module_in = [&](const Path& folder, std::string_view name) {
        const Path base = (folder / as_path(name)).lexically_normal();
        python::FoundModule found = found_at(Path(base.string() + ".py"), std::string(name));
        return found.tree != nullptr
                   ? found
                   : found_at((base / "__init__.py").lexically_normal(), std::string(name));
    };
    python::Surroundings surroundings;
    surroundings.variables = variables;
    surroundings.file_variables = written_variables(document, root);
    surroundings.find = [&](const python::FoundModule& from, std::string_view name,
                            std::size_t level) {
        if (level == 0) return module_in(root, name);
        if (from.tree == nullptr) return python::FoundModule{};
        Path folder = from.tree->source().path.parent_path();
        for (std::size_t i = 1; i < level; ++i) folder = folder.parent_path();
        return module_in(folder, name);
    };
    return python::evaluate(found_at(document.source().path, std::string(module)), surroundings);
}

}  // namespace stackc::django
