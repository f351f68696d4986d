#include "compiler/frontends/django/asgi.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/django/claims.h"
#include "compiler/python/parser.h"

namespace stackc::django {

using python::Kind;
using python::Node;
using python::Tree;

/// `A(B(C(x)))` names itself by its last part: `channels.routing.URLRouter`.
static bool is_call_of(const PythonValue& value, std::string_view name) {
    if (value.kind != PythonValue::Kind::call) return false;
    return value.text == name || value.text.ends_with("." + std::string(name));
}

static void add_patterns(const PythonValue& list, AsgiApp& app) {
    if (!list.is_sequence() || list.is_partial) {
        app.is_fully_read = false;
        return;
    }
    for (const PythonValue& item : list.items) {
        const bool is_path = is_call_of(item, "path"),
                   is_regex = is_call_of(item, "re_path") || is_call_of(item, "url");
        const bool is_known = (is_path || is_regex) && !item.items.empty() &&
                              item.items[0].is_text() && !item.items[0].is_assumed;
        // `path("prefix/", URLRouter(…))` nests.
        const bool nests = item.items.size() > 1 && is_call_of(item.items[1], "URLRouter");
        if (is_known && !nests)
            app.patterns.push_back({item.items[0].text, is_regex, item.items[0].span});
        else
            app.is_fully_read = false;
    }
}

/// Follows the wrappers down to the URLRouter.
static void read_websocket(const PythonValue& start, AsgiApp& app) {
    const PythonValue* value = &start;
    for (int depth = 0; depth < 20; ++depth) {
        if (is_call_of(*value, "URLRouter")) {
            if (!value->items.empty()) add_patterns(value->items[0], app);
            return;
        }
        if (is_call_of(*value, "AllowedHostsOriginValidator"))
            app.checks_origin = app.checks_allowed_hosts = true;
        if (is_call_of(*value, "OriginValidator")) app.checks_origin = true;
        if (value->kind != PythonValue::Kind::call || value->items.empty()) break;
        value = &value->items[0];
    }
    app.is_fully_read = false;
}

static void read_router(const PythonValue& router, AsgiApp& app) {
    app.is_router = true;
    const PythonValue* routes = router.items.empty() ? nullptr : &router.items[0];
    if (routes == nullptr || routes->kind != PythonValue::Kind::dict || routes->is_partial) {
        app.is_fully_read = false;
        return;
    }
    const PythonValue* websocket = routes->find("websocket");
    app.has_websocket = websocket != nullptr;
    if (websocket != nullptr) read_websocket(*websocket, app);
}

std::optional<AsgiApp> read_asgi(const Projects& projects, const Document& document) {
    // The folder above the package is where Python imports it from.
    const Path& path = document.source().path;
    const std::string module = path.parent_path().filename().string() + "." + path.stem().string();
    const python::Evaluation evaluation = projects.evaluate(document, module, std::nullopt, {});
    const auto found = evaluation.names.find("application");
    if (found == evaluation.names.end()) return std::nullopt;
    AsgiApp app;
    app.file = document.file();
    app.module = module;
    app.span = found->second.value.span;
    app.is_fully_read = evaluation.is_complete;
    const PythonValue* value = &found->second.value;
    for (int depth = 0; depth < 20 && value->kind == PythonValue::Kind::call; ++depth) {
        if (is_call_of(*value, "ProtocolTypeRouter")) {
            read_router(*value, app);
            return app;
        }
        // Middleware around everything.
        if (is_call_of(*value, "get_asgi_application") || value->items.empty()) break;
        value = &value->items[0];
    }
    if (!is_call_of(*value, "get_asgi_application")) app.is_fully_read = false;
    return app;
}

// ----------------------------------------------------------------------------------- checks

/// The name of the module that `from x import y` or `import x` takes from, or empty.
static std::string imported(const Tree& tree, const Node& node) {
    if (node.kind == Kind::import_from) return std::string(tree.text(tree.child(node, 0)));
    if (node.kind == Kind::import)
        return std::string(tree.text(tree.child(tree.child(node, 0), 0)));
    return {};
}

static bool calls(const Tree& tree, const Node& statement, std::string_view name) {
    // Nodes below a statement stand before it and after the statement before.
    return tree.text(statement).find(name) != std::string_view::npos;
}

/// The first statement of a module, or of those of the workspace that it imports, that imports
/// models; its document too.
static std::optional<Span> import_of_models(const Projects& projects, const Document& start) {
    std::vector<const Document*> waiting{&start};
    std::set<FileId> seen;
    while (!waiting.empty() && seen.size() < 30) {
        const Document& document = *waiting.back();
        waiting.pop_back();
        if (!seen.insert(document.file()).second) continue;
        const std::shared_ptr<const Tree> tree = python::tree_of(document);
        if (tree == nullptr) continue;
        for (const python::NodeIndex index : tree->statements()) {
            const Node& node = tree->node(index);
            std::string name = imported(*tree, node);
            if (name.empty()) continue;
            if (name == "models" || name.ends_with(".models")) return tree->span(node);
            const std::size_t dots = name.find_first_not_of('.');
            if (dots == std::string::npos)
                name = std::string(tree->text(tree->child(tree->child(node, 1), 0)));
            else
                name.erase(0, dots);
            // `from . import consumers` names the module last.
            if (const Document* next = projects.find(name, document.source().path))
                waiting.push_back(next);
        }
    }
    return std::nullopt;
}

static void check_order(const Projects& projects, const Document& document, const Tree& tree,
                        Reporter& report) {
    for (const python::NodeIndex index : tree.statements()) {
        const Node& node = tree.node(index);
        // From here on the apps are loaded.
        if (calls(tree, node, "get_asgi_application()") || calls(tree, node, "django.setup()"))
            return;
        if (node.kind != Kind::import && node.kind != Kind::import_from) continue;
        const std::string name = imported(tree, node);
        const std::size_t dots = std::min(name.find_first_not_of('.'), name.size());
        std::string wanted = name.substr(dots);
        if (node.kind == Kind::import_from && node.child_count == 2) {
            const std::string last(tree.text(tree.child(tree.child(node, 1), 0)));
            const std::string longer = wanted.empty() ? last : wanted + "." + last;
            if (projects.find(longer, document.source().path) != nullptr) wanted = longer;
        }
        const Document* module = projects.find(wanted, document.source().path);
        if (module == nullptr || role_of(module->source().path) == Role::settings ||
            module == &document)
            continue;
        const std::optional<Span> models = import_of_models(projects, *module);
        if (!models) continue;
        report
            .at("ASG001", tree.span(node),
                fmt::format("`{}` is imported before `get_asgi_application()` loads the apps",
                            quoted(wanted)))
            .label(*models, "it imports models")
            .note(
                "the server stops at start with `django.core.exceptions.AppRegistryNotReady: Apps "
                "aren't loaded yet.`")
            .note("call `get_asgi_application()` first, and import what uses models after it");
        return;
    }
}

static void check_old_forms(const Tree& tree, Reporter& report) {
    struct Form {
        std::string_view module, name, instead;
    };
    static constexpr Form forms[] = {
        {"channels.asgi", "get_channel_layer", "`django.core.asgi.get_asgi_application()`"},
        {"channels.routing", "route", "`URLRouter`"},
        {"channels.routing", "route_class", "`URLRouter`"}};
    for (const Node& node : tree.nodes()) {
        if (node.kind != Kind::import_from) continue;
        for (const Form& form : forms) {
            if (tree.text(tree.child(node, 0)) != form.module) continue;
            for (std::size_t i = 1; i < node.child_count; ++i) {
                const Node& alias = tree.child(node, i);
                if (alias.kind != Kind::alias || tree.text(tree.child(alias, 0)) != form.name)
                    continue;
                report
                    .at("ASG010", tree.span(alias),
                        fmt::format("`{}.{}` is of channels 1", form.module, form.name))
                    .note(fmt::format(
                        "later versions have {} in its place: the import raises `ImportError`",
                        form.instead));
            }
        }
    }
}

/// `path("ws/", Consumer)`: a class where what it makes is wanted. Of the versions that go with
/// `get_asgi_application` each wants `Consumer.as_asgi()`.
static void check_consumers(const Tree& tree, Reporter& report) {
    const std::string_view text = tree.source().text();
    if (text.find("get_asgi_application") == std::string_view::npos || text.find("URLRouter") == std::string_view::npos) return;
    std::set<std::string_view> classes;
    for (const Node& node : tree.nodes()) {
        if (node.kind == Kind::class_ && node.child_count > 0) classes.insert(tree.text(tree.child(node, 0)));
    }
    for (const Node& node : tree.nodes()) {
        if (node.kind != Kind::call || node.child_count < 3) continue;
        const std::string_view callee = tree.text(tree.child(node, 0));
        const Node& view = tree.child(node, 2);
        const std::string_view name = tree.text(view);
        const bool is_class = (view.kind == Kind::name && classes.contains(name)) ||
                              ((view.kind == Kind::name || view.kind == Kind::attribute) && name.ends_with("Consumer"));
        if ((callee != "path" && callee != "re_path" && callee != "url") || !is_class) continue;
        report.at("ASG013", tree.span(view), fmt::format("the route names the class `{}` and not an application", quoted(name)))
            .note("every WebSocket ends in 500: `TypeError: object … can't be used in 'await' expression`")
            .fix("make it an application", Safety::safe, {{{tree.span(view).file, view.end, view.end}, ".as_asgi()"}});
    }
}

void check_asgi(const Projects& projects, const Document& document, Reporter& report) {
    const std::shared_ptr<const Tree> tree = python::tree_of(document);
    if (tree == nullptr) return;
    check_order(projects, document, *tree, report);
    check_old_forms(*tree, report);
    check_consumers(*tree, report);
}

}  // namespace stackc::django
