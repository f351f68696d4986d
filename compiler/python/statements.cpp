#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/python/machine.h"

namespace stackc::python {

void inherit_doubts(Object& result, const Object& from) {
    result.is_assumed = result.is_assumed || from.is_assumed;
    result.is_overridable = result.is_overridable || from.is_overridable;
}

void inherit(Object& result, const Object& from) {
    inherit_doubts(result, from);
    result.is_local = result.is_local || from.is_local;
}

std::shared_ptr<Module> Machine::load(const FoundModule& found) {
    const FileId file = found.tree->source().id;
    const auto known = modules_.find(file);
    if (known != modules_.end()) return known->second;
    auto module = std::make_shared<Module>();
    module->found = found;
    modules_[file] = module;
    files_.push_back(file);
    if (depth_ > deepest_code) {
        module->is_complete = false;
        return module;
    }
    const std::shared_ptr<Module> outer = std::exchange(module_, module);
    const bool was_assuming = std::exchange(is_assuming_, false);
    depth_ += 20;
    if (!found.tree->is_whole()) module->is_complete = false;
    run(found.tree->statements());
    // What is no Python may have said anything about anything.
    if (!found.tree->is_whole()) doubt_everything();
    depth_ -= 20;
    is_assuming_ = was_assuming;
    module->is_done = true;
    module_ = outer;
    return module;
}

void Machine::run(std::span<const NodeIndex> statements) {
    for (const NodeIndex index : statements) run_one(tree().node(index));
}

void Machine::run_one(const Node& node) {
    if (++steps_ > most_steps || depth_ > deepest_code) {
        module_->is_complete = false;
        return forget(node, false);
    }
    ++depth_;
    const auto children = tree().children(node);
    switch (code(node.kind)) {
        case code(Kind::assign): {
            const Ref value = evaluate(children.back());
            for (std::size_t i = 0; i + 1 < children.size(); ++i)
                assign(tree().node(children[i]), value, span(tree().node(children.back())));
            break;
        }
        case code(Kind::annotated):
            if (children.size() == 3)
                assign(tree().node(children[0]), evaluate(children[2]),
                       span(tree().node(children[2])));
            break;
        case code(Kind::augmented):
            augment(node);
            break;
        case code(Kind::expression):
            evaluate(children[0]);
            break;
        case code(Kind::if_):
            branch(node);
            break;
        case code(Kind::try_):
            attempt(node);
            break;
        case code(Kind::import):
            import(node);
            break;
        case code(Kind::import_from):
            import_from(node);
            break;
        case code(Kind::del):
            forget(node, false);
            break;
        case code(Kind::def):
        case code(Kind::decorated):
        case code(Kind::async):
        case code(Kind::class_): {
            // A function may run at any time from here on; a class runs at once.
            const std::set<std::string> names = bound_in(node, true);
            for (const std::string& each : names)
                bind(each, make_unknown("it is defined in Python", span(node)), span(node),
                     span(node));
            forget_touched(node);
            break;
        }
        default:
            forget(node, false);
            break;
    }
    --depth_;
}

void Machine::bind(std::string_view name, Ref value, Span where, Span said) {
    if (is_assuming_) value = settle(std::move(value));
    module_->names[std::string(name)] = {std::move(value), where, said};
}

/// The same value, known only under an assumption.
Ref Machine::settle(Ref value) const {
    if (value->is_assumed || value->type == Type::entity) return value;
    if (!value->is_mutable()) value = copy(*value, value->span);
    value->is_assumed = true;
    return value;
}

void Machine::assign(const Node& target, const Ref& value, Span said) {
    const auto children = tree().children(target);
    if (target.kind == Kind::name) return bind(text(target), value, span(target), said);
    if (target.kind == Kind::group) return assign(tree().node(children[0]), value, said);
    if (target.kind == Kind::tuple || target.kind == Kind::list) {
        const bool fits = (value->type == Type::tuple || value->type == Type::list) &&
                          !value->is_partial && value->items.size() == children.size();
        const bool is_starred = std::any_of(children.begin(), children.end(), [&](NodeIndex child) {
            return tree().node(child).kind == Kind::starred;
        });
        if (!fits || is_starred) return forget(target, false);
        for (std::size_t i = 0; i < children.size(); ++i)
            assign(tree().node(children[i]), value->items[i], value->items[i]->span);
        return;
    }
    if (target.kind == Kind::subscript && children.size() == 2) {
        const Ref base = evaluate(children[0]);
        const Ref key = evaluate(children[1]);
        if (base->is_entity("os.environ")) return;
        if (base->type == Type::dict && to_str(*key) && !holds(*value, *base)) {
            for (std::size_t i = 0; i < base->keys.size(); ++i) {
                if (are_equal(*base->keys[i], *key) != std::optional(true)) continue;
                base->items[i] = value;
                base->is_assumed = base->is_assumed || is_assuming_;
                return;
            }
            if (base->items.size() >= most_items) return;
            base->keys.push_back(key);
            base->items.push_back(value);
            base->depth = std::max(base->depth, value->depth + 1);
            base->is_assumed = base->is_assumed || is_assuming_;
            if (base->depth > deepest) *base = *make_unknown("it nests too deep", base->span);
            return;
        }
        if (base->is_entity("globals()")) return doubt_everything();
        if (base->is_mutable())
            *base = *make_unknown("a part of it is assigned that is not known", base->span);
        return;
    }
    if (target.kind == Kind::attribute) evaluate(children[0]);
}

void Machine::augment(const Node& node) {
    const auto children = tree().children(node);
    const Node& target = tree().node(children[0]);
    const std::string_view sign = text(tree().node(children[1]));
    const Ref value = evaluate(children[2]);
    const Ref before = evaluate(target);
    if (before->type == Type::list && sign == "+=") {
        // In place: whoever else holds the list sees it too.
        if (!value->is_sequence() || holds(*value, *before) ||
            before->items.size() + value->items.size() > most_items) {
            if (value->type == Type::text || holds(*value, *before))
                *before = *make_unknown("it is computed in Python", before->span);
            else
                before->is_partial = true;
        } else {
            before->items.insert(before->items.end(), value->items.begin(), value->items.end());
            before->is_partial = before->is_partial || value->is_partial;
            before->depth = std::max(before->depth, value->depth);
        }
        inherit_doubts(*before, *value);
        before->is_assumed = before->is_assumed || is_assuming_;
        return;
    }
    if (before->is_mutable()) {
        *before = *make_unknown("it is changed in Python", before->span);
        return;
    }
    const TokenKind kind = sign == "+="    ? TokenKind::plus
                           : sign == "*="  ? TokenKind::star
                           : sign == "-="  ? TokenKind::minus
                           : sign == "/="  ? TokenKind::slash
                           : sign == "//=" ? TokenKind::double_slash
                                           : TokenKind::none;
    assign(target, apply(kind, sign.substr(0, sign.size() - 1), before, value, span(node)),
           span(node));
}

// ------------------------------------------------------------------------------- conditions

void Machine::branch(const Node& node) {
    const auto children = tree().children(node);
    const bool was_assuming = is_assuming_;
    std::size_t i = 0;
    bool is_open = false;  // a condition was met that cannot be known
    for (; i + 1 < children.size(); i += 2) {
        const Ref condition = evaluate(children[i]);
        const std::optional<bool> is_true = truth(*condition);
        if (!is_true) {
            is_open = true;
            break;
        }
        is_assuming_ = is_assuming_ || condition->is_assumed || condition->is_overridable;
        if (*is_true) break;
    }
    if (is_open) {
        is_assuming_ = was_assuming;
        for (; i < children.size(); ++i) {
            if (tree().node(children[i]).kind == Kind::suite)
                forget(tree().node(children[i]), false);
        }
        return;
    }
    const std::size_t taken =
        i + 1 < children.size() ? i + 1 : i;  // else the `else`, if there is one
    if (taken < children.size()) run_suite(tree().node(children[taken]));
    if (is_assuming_ && !was_assuming) {
        for (std::size_t other = 0; other < children.size(); ++other) {
            if (other != taken && tree().node(children[other]).kind == Kind::suite)
                doubt(tree().node(children[other]));
        }
    }
    is_assuming_ = was_assuming;
}

/// Whether an exception handler catches what a missing module raises, or anything.
static bool is_import(const Tree& tree, const Node& suite) {
    return std::all_of(
        tree.children(suite).begin(), tree.children(suite).end(), [&](NodeIndex index) {
            const Kind kind = tree.node(index).kind;
            return kind == Kind::import || kind == Kind::import_from || kind == Kind::pass;
        });
}

void Machine::attempt(const Node& node) {
    const auto children = tree().children(node);
    const Node& body = tree().node(children[0]);
    // Imports that are here do not fail; anything else may, half way through.
    const bool is_plain = is_import(tree(), body);
    bool is_missing = false;
    if (is_plain) {
        for (const NodeIndex index : tree().children(body)) {
            const Node& each = tree().node(index);
            if (each.kind != Kind::import_from) continue;
            const std::string_view origin = text(tree().child(each, 0));
            const std::size_t dots = std::min(origin.find_first_not_of(". \t"), origin.size());
            const bool takes_all = tree().child(each, 1).kind == Kind::star;
            if (takes_all &&
                find_module(
                    origin.substr(dots),
                    static_cast<std::size_t>(std::count(
                        origin.begin(), origin.begin() + static_cast<std::ptrdiff_t>(dots), '.')))
                        .tree == nullptr)
                is_missing = true;
        }
    }
    run_suite(body);
    bool has_handlers = false;
    for (std::size_t i = 1; i < children.size(); ++i) {
        const Node& part = tree().node(children[i]);
        if (part.kind == Kind::final_) {
            run_suite(tree().child(part, 0));
        } else {
            has_handlers = has_handlers || part.kind == Kind::handler;
            if (part.kind == Kind::suite || !is_plain || is_missing)
                forget(part, false);
            else
                doubt(part);
        }
    }
    if (has_handlers && !is_plain) doubt(body);
}

// ------------------------------------------------------------------------------- forgetting

/// Names that code below `node` binds; of functions and classes (`is_own_scope`) their own name
/// and what they declare global.
std::set<std::string> Machine::bound_in(const Node& start, bool is_own_scope) const {
    std::set<std::string> names;
    struct Place {
        const Node* node;
        bool is_inner;  // in a function or class
        bool is_target;
    };
    std::vector<Place> waiting{{&start, false,
                                !is_own_scope && start.kind != Kind::suite &&
                                    (start.kind == Kind::name || start.kind == Kind::tuple ||
                                     start.kind == Kind::list || start.kind == Kind::group)}};
    while (!waiting.empty()) {
        const Place place = waiting.back();
        waiting.pop_back();
        const Node& node = *place.node;
        const auto children = tree().children(node);
        const auto visit = [&](std::size_t i, bool is_inner, bool is_target) {
            waiting.push_back({&tree().node(children[i]), is_inner, is_target});
        };
        if (node.kind == Kind::name && place.is_target && !place.is_inner)
            names.emplace(text(node));
        if (node.kind == Kind::global) {
            for (const NodeIndex child : children) names.emplace(text(tree().node(child)));
        }
        if (node.kind == Kind::alias && !place.is_inner) {
            const std::string_view whole = text(tree().node(children.back()));
            names.emplace(whole.substr(0, whole.find_first_of(". \t")));
        }
        const bool is_scope = node.kind == Kind::def || node.kind == Kind::class_;
        for (std::size_t i = 0; i < children.size(); ++i) {
            const Kind child = tree().node(children[i]).kind;
            bool is_target = false;
            switch (code(node.kind)) {
                case code(Kind::assign):
                    is_target = i + 1 < children.size();
                    break;
                case code(Kind::annotated):
                case code(Kind::augmented):
                case code(Kind::for_):
                case code(Kind::named):
                    is_target = i == 0;
                    break;
                case code(Kind::del):
                    is_target = true;
                    break;
                case code(Kind::with_item):
                    is_target = i == 1;
                    break;
                case code(Kind::handler):
                    is_target = i == 1 && child == Kind::name;
                    break;
                case code(Kind::def):
                case code(Kind::class_):
                    is_target = i == 0 && !place.is_inner;
                    break;
                case code(Kind::tuple):
                case code(Kind::list):
                case code(Kind::group):
                case code(Kind::starred):
                    is_target = place.is_target;
                    break;
                default:
                    break;
            }
            visit(i, place.is_inner || (is_scope && i > 0), is_target);
        }
    }
    return names;
}

void Machine::forget(const Node& node, bool is_own_scope) {
    for (const std::string& name : bound_in(node, is_own_scope))
        bind(name, make_unknown("whether and how it is set is not known", span(node)), span(node),
             span(node));
    forget_touched(node);
}

/// Marks what code below `start` may change in place.
void Machine::forget_touched(const Node& start) {
    const auto object_of = [&](const Node& node) -> Ref {
        if (node.kind != Kind::name) return nullptr;
        const auto found = module_->names.find(std::string(text(node)));
        return found == module_->names.end() ? nullptr : found->second.object;
    };
    const auto spoil = [&](const Ref& object, bool only_adds) {
        if (object == nullptr || !object->is_mutable()) return;
        if (only_adds)
            object->is_partial = true;
        else
            *object = *make_unknown("it is changed in Python", object->span);
    };
    std::vector<const Node*> waiting{&start};
    while (!waiting.empty()) {
        const Node& node = *waiting.back();
        waiting.pop_back();
        const auto children = tree().children(node);
        for (const NodeIndex child : children) waiting.push_back(&tree().node(child));
        if (node.kind == Kind::augmented) spoil(object_of(tree().child(node, 0)), true);
        const bool takes_all = node.kind == Kind::import_from && children.size() > 1 &&
                               tree().child(node, 1).kind == Kind::star;
        if (takes_all) {
            module_->is_complete = false;
            override_everything();
        }
        if (node.kind == Kind::assign || node.kind == Kind::del) {
            for (const NodeIndex child : children) {
                const Node& target = tree().node(child);
                if (target.kind == Kind::subscript)
                    spoil(object_of(tree().child(target, 0)), false);
            }
        }
        if (node.kind != Kind::call) continue;
        const Node& callee = tree().child(node, 0);
        if (callee.kind == Kind::attribute) {
            const std::string_view method = text(tree().child(callee, 1));
            const bool adds =
                method == "append" || method == "extend" || method == "insert" || method == "add";
            const bool reads = method == "get" || method == "keys" || method == "values" ||
                               method == "items" || method == "copy" || method == "index" ||
                               method == "count";
            if (!reads) spoil(object_of(tree().child(callee, 0)), adds);
        }
        const std::string_view name = text(callee);
        if (name == "exec" || name == "globals" || name == "locals" || name == "vars" ||
            name == "setattr") {
            module_->is_complete = false;
            doubt_everything();
        }
    }
}

void Machine::doubt(const Node& node) {
    for (const std::string& name : bound_in(node, false)) {
        const auto found = module_->names.find(name);
        if (found == module_->names.end())
            bind(name, make_unknown("whether it is set is not known", span(node)), span(node),
                 span(node));
        else
            found->second.object = settle(found->second.object);
    }
    forget_touched(node);
}

void Machine::doubt_everything() {
    module_->is_doubted = true;
    for (auto& [name, slot] : module_->names) slot.object = settle(slot.object);
}

void Machine::override_everything() {
    for (auto& [name, slot] : module_->names) {
        if (slot.object->type == Type::entity) continue;
        if (!slot.object->is_mutable()) slot.object = copy(*slot.object, slot.object->span);
        slot.object->is_overridable = true;
    }
}

// ---------------------------------------------------------------------------------- imports

FoundModule Machine::find_module(std::string_view name, std::size_t level) {
    return surroundings_.find ? surroundings_.find(module_->found, name, level) : FoundModule{};
}

void Machine::import(const Node& node) {
    for (const NodeIndex index : tree().children(node)) {
        const Node& alias = tree().node(index);
        const auto parts = tree().children(alias);
        std::string dotted;
        for (const char c : text(tree().node(parts[0]))) {
            if (c != ' ' && c != '\t') dotted += c;
        }
        const bool is_renamed = parts.size() > 1;
        const std::string bound = is_renamed ? std::string(text(tree().node(parts[1])))
                                             : dotted.substr(0, dotted.find('.'));
        bind(bound, make_entity(is_renamed ? dotted : bound, span(alias)), span(alias),
             span(alias));
    }
}

void Machine::import_from(const Node& node) {
    const auto children = tree().children(node);
    const std::string_view origin = text(tree().node(children[0]));
    std::string name;
    std::size_t level = 0;
    for (const char c : origin) {
        if (c == '.' && name.empty())
            ++level;
        else if (c != ' ' && c != '\t' && c != '\\' && c != '\n' && c != '\r')
            name += c;
    }
    const FoundModule found = find_module(name, level);
    if (tree().node(children[1]).kind == Kind::star) return import_all(found);
    std::shared_ptr<Module> module;
    if (found.tree != nullptr) module = load(found);
    for (std::size_t i = 1; i < children.size(); ++i) {
        const Node& alias = tree().node(children[i]);
        const auto parts = tree().children(alias);
        const std::string wanted(text(tree().node(parts[0])));
        const std::string bound(text(tree().node(parts.back())));
        Ref value;
        const auto slot = module != nullptr ? module->names.find(wanted) : module_->names.end();
        if (module != nullptr && slot != module->names.end())
            value = slot->second.object;
        else
            value = submodule(name, wanted, level, span(alias));
        if (value == nullptr && module == nullptr && level == 0)
            value = make_entity(name + "." + wanted, span(alias));
        if (value == nullptr)
            value = make_unknown("it comes from a file that is not here", span(alias));
        bind(bound, std::move(value), span(alias), span(alias));
    }
}

/// `from package import module`; null where that is no module of the workspace.
Ref Machine::submodule(const std::string& package, const std::string& wanted, std::size_t level,
                       Span where) {
    const FoundModule found = find_module(package.empty() ? wanted : package + "." + wanted, level);
    if (found.tree == nullptr) return nullptr;
    Ref value = make_entity(found.name, where);
    value->module = load(found);
    return value;
}

/// `from x import *`: every name without a leading underscore, or those of `__all__`.
void Machine::import_all(const FoundModule& found) {
    if (found.tree == nullptr) {
        module_->is_complete = false;
        return override_everything();
    }
    const std::shared_ptr<Module> module = load(found);
    if (!module->is_done || !module->is_complete) module_->is_complete = false;
    const auto all = module->names.find("__all__");
    const bool is_listed = all != module->names.end();
    if (is_listed && (!all->second.object->is_sequence() || all->second.object->is_partial))
        module_->is_complete = false;
    if (module->is_doubted)
        doubt_everything();
    else if (!module->is_complete)
        override_everything();
    for (const auto& [name, slot] : module->names) {
        if (is_listed && all->second.object->is_sequence()) {
            const auto& items = all->second.object->items;
            const bool is_named = std::any_of(items.begin(), items.end(),
                                              [&](const Ref& item) { return item->text == name; });
            if (!is_named) continue;
        } else if (name.starts_with('_')) {
            continue;
        }
        bind(name, slot.object, slot.name, slot.said);
    }
}

}  // namespace stackc::python
