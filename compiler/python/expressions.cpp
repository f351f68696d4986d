#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/python/lexer.h"
#include "compiler/python/literals.h"
#include "compiler/python/machine.h"

namespace stackc::python {

Ref Machine::evaluate(NodeIndex index) {
    return evaluate(tree().node(index));
}

Ref Machine::evaluate(const Node& node) {
    if (++steps_ > most_steps || depth_ > deepest_code)
        return make_unknown("it is too deep or too long to follow", span(node));
    ++depth_;
    Ref value = evaluate_kind(node);
    --depth_;
    return value;
}

Ref Machine::evaluate_kind(const Node& node) {
    const Span where = span(node);
    switch (code(node.kind)) {
        case code(Kind::name):
            return name(node);
        case code(Kind::number): {
            const std::string_view written = text(node);
            if (const auto integer = parse_integer(written)) return make_integer(*integer, where);
            const auto real = parse_real(written);
            if (!real) return make_unknown("it is a large or imaginary number", where);
            Ref value = make_integer(0, where);
            value->type = Type::real;
            value->real = *real;
            return value;
        }
        case code(Kind::string):
            return string(node);
        case code(Kind::strings):
            return strings(node);
        case code(Kind::fstring):
            return fstring(node);
        case code(Kind::constant):
            return node.sign == TokenKind::none_
                       ? make_none(where)
                       : make_boolean(node.sign == TokenKind::true_, where);
        case code(Kind::group): {
            const Ref inner = evaluate(tree().children(node)[0]);
            return inner->is_mutable() ? inner : copy(*inner, where);
        }
        case code(Kind::tuple):
        case code(Kind::list):
        case code(Kind::set):
            return display(node);
        case code(Kind::dict):
            return dict(node);
        case code(Kind::conditional):
            return conditional(node);
        case code(Kind::unary):
            return unary(node);
        case code(Kind::binary):
            return binary(node);
        case code(Kind::compare):
            return compare(node);
        case code(Kind::attribute):
            return attribute(node);
        case code(Kind::subscript):
            return subscript(node);
        case code(Kind::call):
            return call(node);
        case code(Kind::named): {
            const Ref value = evaluate(tree().children(node)[1]);
            assign(tree().child(node, 0), value, where);
            return value;
        }
        default:
            break;
    }
    // Comprehensions and the like may call anything on what they go over.
    forget_touched(node);
    return make_unknown("it is computed in Python", where);
}

Ref Machine::name(const Node& node) {
    const std::string wanted(text(node));
    const auto found = module_->names.find(wanted);
    if (found != module_->names.end()) {
        const Ref& object = found->second.object;
        return object->is_mutable() ? object : copy(*object, span(node));
    }
    if (wanted == "__file__") {
        Ref path = make_text(module_->found.path, span(node));
        path->is_local = module_->found.is_local_path;
        if (path->text.empty()) return make_unknown("where the file lies is not known", span(node));
        return path;
    }
    if (wanted == "__name__" || module_->is_complete)
        return make_entity("builtins." + wanted, span(node));
    return make_unknown("where it comes from is not known", span(node));
}

// ---------------------------------------------------------------------------------- strings

Ref Machine::string(const Node& node) {
    const StringParts parts = string_parts(text(node));
    const auto value = unescape(parts.inside, parts.is_raw, parts.is_bytes);
    const std::string_view encoding = stated_encoding(tree().source().text());
    const bool is_foreign =
        !encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "UTF-8";
    const bool is_ascii = std::all_of(parts.inside.begin(), parts.inside.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!value || (is_foreign && !is_ascii))
        return make_unknown("its characters are named", span(node));
    return make_text(*value, span(node), parts.is_bytes ? Type::bytes : Type::text);
}

Ref Machine::strings(const Node& node) {
    Ref whole;
    for (const NodeIndex child : tree().children(node)) {
        const Ref part = evaluate(child);
        if (part->type != Type::text && part->type != Type::bytes)
            return make_unknown("a part of it is not known", span(node));
        if (whole == nullptr) whole = make_text("", span(node), part->type);
        whole->text += part->text;
        inherit(*whole, *part);
    }
    if (whole->text.size() > longest_text) return make_unknown("it is too long", span(node));
    return whole;
}

Ref Machine::fstring(const Node& node) {
    Ref whole = make_text("", span(node));
    const std::string_view prefix = text(node).substr(0, text(node).find_first_of("\"'"));
    const bool is_raw = prefix.find_first_of("rR") != std::string_view::npos;
    for (const NodeIndex index : tree().children(node)) {
        const Node& part = tree().node(index);
        if (part.kind == Kind::fstring_middle) {
            const auto literal = unescape(text(part), is_raw, false);
            if (!literal) return make_unknown("its characters are named", span(node));
            // Doubled braces mean one.
            for (std::size_t i = 0; i < literal->size(); ++i) {
                whole->text += (*literal)[i];
                const char next = i + 1 < literal->size() ? (*literal)[i + 1] : '\0';
                if (((*literal)[i] == '{' || (*literal)[i] == '}') && next == (*literal)[i]) ++i;
            }
            continue;
        }
        const auto inside = tree().children(part);
        const Ref value = evaluate(inside[0]);
        const auto shown = to_str(*value);
        const bool is_plain =
            inside.size() == 1 || (inside.size() == 2 && text(tree().node(inside[1])) == "s");
        if (!is_plain || !shown) return make_unknown("a part of it is not known", span(node));
        whole->text += *shown;
        inherit(*whole, *value);
        if (whole->text.size() > longest_text) return make_unknown("it is too long", span(node));
    }
    return whole;
}

// --------------------------------------------------------------------------------- displays

Ref Machine::display(const Node& node) {
    std::vector<Ref> items;
    bool is_partial = false, is_assumed = false, is_overridable = false;
    for (const NodeIndex child : tree().children(node)) {
        const Node& each = tree().node(child);
        if (each.kind != Kind::starred) {
            items.push_back(evaluate(child));
            continue;
        }
        const Ref more = evaluate(tree().children(each)[0]);
        is_partial = is_partial || !more->is_sequence() || more->is_partial;
        is_assumed = is_assumed || more->is_assumed;
        is_overridable = is_overridable || more->is_overridable;
        if (more->is_sequence()) items.insert(items.end(), more->items.begin(), more->items.end());
    }
    const Type type = node.kind == Kind::list    ? Type::list
                      : node.kind == Kind::tuple ? Type::tuple
                                                 : Type::set;
    Ref value = make_container(type, std::move(items), {}, span(node));
    value->is_partial = is_partial;
    value->is_assumed = is_assumed;
    value->is_overridable = is_overridable;
    return value;
}

Ref Machine::dict(const Node& node) {
    std::vector<Ref> keys, items;
    bool is_partial = false, is_assumed = false, is_overridable = false;
    const auto put = [&](const Ref& key, const Ref& item) {
        constexpr std::size_t most_compared = 300;
        for (std::size_t i = 0; i < keys.size() && keys.size() < most_compared; ++i) {
            if (are_equal(*keys[i], *key) != std::optional(true)) continue;
            items[i] = item;
            return;
        }
        keys.push_back(key);
        items.push_back(item);
    };
    for (const NodeIndex child : tree().children(node)) {
        const Node& each = tree().node(child);
        const auto parts = tree().children(each);
        if (each.kind == Kind::pair) {
            const Ref key = evaluate(parts[0]);
            const Ref item = evaluate(parts[1]);
            if (!to_str(*key))
                is_partial = true;
            else
                put(key, item);
            continue;
        }
        const Ref more = evaluate(parts[0]);
        is_partial = is_partial || more->type != Type::dict || more->is_partial;
        is_assumed = is_assumed || more->is_assumed;
        is_overridable = is_overridable || more->is_overridable;
        if (more->type != Type::dict) continue;
        for (std::size_t i = 0; i < more->keys.size(); ++i) put(more->keys[i], more->items[i]);
    }
    Ref value = make_container(Type::dict, std::move(items), std::move(keys), span(node));
    value->is_partial = is_partial;
    value->is_assumed = is_assumed;
    value->is_overridable = is_overridable;
    return value;
}

// -------------------------------------------------------------------------------- operators

Ref Machine::conditional(const Node& node) {
    const auto children = tree().children(node);
    bool is_assumed = false;
    std::size_t i = 0;
    for (; i + 2 < children.size() + 1 && i + 1 < children.size(); i += 2) {
        const Ref condition = evaluate(children[i + 1]);
        const auto is_true = truth(*condition);
        if (!is_true) return make_unknown("its condition is not known", span(node));
        is_assumed = is_assumed || condition->is_assumed || condition->is_overridable;
        if (*is_true) break;
    }
    Ref value = evaluate(children[i]);
    if (!value->is_mutable()) value = copy(*value, value->span);
    value->is_assumed = value->is_assumed || is_assumed;
    return value;
}

Ref Machine::unary(const Node& node) {
    const Ref operand = evaluate(tree().children(node)[0]);
    Ref value = make_unknown("it is computed in Python", span(node));
    if (node.sign == TokenKind::not_) {
        const auto is_true = truth(*operand);
        if (is_true) value = make_boolean(!*is_true, span(node));
    } else if (node.sign == TokenKind::minus && operand->is_number()) {
        value = make_integer(-operand->integer, span(node));
    } else if (node.sign == TokenKind::minus && operand->type == Type::real) {
        value = copy(*operand, span(node));
        value->real = -value->real;
    }
    inherit(*value, *operand);
    return value;
}

Ref Machine::binary(const Node& node) {
    const auto children = tree().children(node);
    const Ref left = evaluate(children[0]);
    if (node.sign == TokenKind::and_ || node.sign == TokenKind::or_) {
        const auto is_true = truth(*left);
        if (!is_true) {
            forget_touched(tree().node(children[1]));
            return make_unknown("its condition is not known", span(node));
        }
        if (*is_true == (node.sign == TokenKind::or_)) return left;
        Ref right = evaluate(children[1]);
        const bool is_doubted = left->is_assumed || left->is_overridable;
        if (is_doubted && !right->is_mutable()) right = copy(*right, right->span);
        inherit_doubts(*right, *left);
        return right;
    }
    const Ref right = evaluate(children[1]);
    return apply(node.sign, text(node), left, right, span(node));
}

static Ref add_sequences(const Object& left, const Object& right, Span span) {
    // What is known of a list that something unknown is added to is in it all the same.
    std::vector<Ref> items = left.items;
    items.insert(items.end(), right.items.begin(), right.items.end());
    const Type type = left.is_sequence() ? left.type : right.type;
    Ref value = make_container(type, std::move(items), {}, span);
    value->is_partial =
        !left.is_sequence() || !right.is_sequence() || left.is_partial || right.is_partial;
    return value;
}

static std::optional<std::int64_t> calculate(TokenKind sign, std::string_view written,
                                             std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (sign == TokenKind::plus)
        return __builtin_add_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    if (sign == TokenKind::minus)
        return __builtin_sub_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    if (sign == TokenKind::star)
        return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    if (sign == TokenKind::double_slash && a >= 0 && b > 0) return a / b;
    if (sign == TokenKind::percent && a >= 0 && b > 0) return a % b;
    if (sign == TokenKind::double_star && b >= 0 && b < 64) {
        result = 1;
        for (std::int64_t i = 0; i < b; ++i) {
            if (__builtin_mul_overflow(result, a, &result)) return std::nullopt;
        }
        return result;
    }
    const bool goes_left = sign == TokenKind::shift &&
                           written.find("<<") != std::string_view::npos &&
                           written.find(">>") == std::string_view::npos;
    if (goes_left && a >= 0 && b >= 0 && b < 62 && a <= (std::int64_t{1} << (62 - b)))
        return a << b;
    return std::nullopt;
}

Ref Machine::apply(TokenKind sign, std::string_view written, const Ref& left, const Ref& right,
                   Span where) {
    Ref value = make_unknown("it is computed in Python", where);
    const bool are_texts =
        left->type == right->type && (left->type == Type::text || left->type == Type::bytes);
    if (sign == TokenKind::plus && are_texts) {
        value = make_text(left->text.size() + right->text.size() > longest_text
                              ? std::string(longest_text + 1, ' ')
                              : left->text + right->text,
                          where, left->type);
    } else if (sign == TokenKind::plus && (left->is_sequence() || right->is_sequence())) {
        const bool fit = left->type == right->type || left->type == Type::unknown ||
                         right->type == Type::unknown || left->type == Type::call ||
                         right->type == Type::call;
        if (fit && left->type != Type::set && right->type != Type::set)
            value = add_sequences(*left, *right, where);
    } else if (left->is_number() && right->is_number()) {
        if (const auto number = calculate(sign, written, left->integer, right->integer))
            value = make_integer(*number, where);
    } else if (sign == TokenKind::percent && left->type == Type::text) {
        if (auto formatted = format_percent(left->text, *right))
            value = make_text(*std::move(formatted), where);
        for (const Ref& item : right->items) inherit(*value, *item);
    } else if (sign == TokenKind::slash &&
               (left->type == Type::path || right->type == Type::path)) {
        const bool are_known = (left->type == Type::path || left->type == Type::text) &&
                               (right->type == Type::path || right->type == Type::text);
        if (are_known)
            value = make_text(pure_path(join_paths(left->text, right->text)), where, Type::path);
    } else if (sign == TokenKind::minus && left->type == Type::environ_path && right->is_number()) {
        std::string path = left->text;
        for (std::int64_t i = 0; i < right->integer && i < 100; ++i) path = dirname(path);
        value = make_text(std::move(path), where, Type::environ_path);
    } else if (sign == TokenKind::plus && left->type == Type::environ_path &&
               right->type == Type::text) {
        value = make_text(normal(join_paths(left->text, right->text)), where, Type::environ_path);
    } else if (sign == TokenKind::bar && left->type == Type::dict && right->type == Type::dict) {
        value = make_container(Type::dict, left->items, left->keys, where);
        value->is_partial = true;
    }
    inherit(*value, *left);
    inherit(*value, *right);
    // An absolute path after a folder that lies elsewhere replaces it.
    if (value->is_local && right->type == Type::text && right->text.starts_with('/') &&
        !right->is_local && sign == TokenKind::slash)
        value->is_local = false;
    return value;
}

/// Whether `needle` is in `hay`; nothing where that is not known.
static std::optional<bool> is_in(const Object& needle, const Object& hay) {
    if (hay.type == Type::text && needle.type == Type::text)
        return hay.text.find(needle.text) != std::string::npos;
    const std::vector<Ref>* items = hay.is_sequence()        ? &hay.items
                                    : hay.type == Type::dict ? &hay.keys
                                                             : nullptr;
    // A server is started without the words of manage.py's commands.
    if (hay.is_entity("sys.argv") && needle.type == Type::text) return false;
    if (items == nullptr) return std::nullopt;
    bool is_known = !hay.is_partial;
    for (const Ref& item : *items) {
        const auto same = are_equal(needle, *item);
        if (same == std::optional(true)) return true;
        is_known = is_known && same.has_value();
    }
    return is_known ? std::optional(false) : std::nullopt;
}

Ref Machine::compare(const Node& node) {
    const auto children = tree().children(node);
    const Ref left = evaluate(children[0]);
    const Ref right = evaluate(children[1]);
    Ref value = make_unknown("it is computed in Python", span(node));
    // `a < b < c` compares twice.
    if (tree().node(children[0]).kind == Kind::compare) return value;
    std::optional<bool> answer;
    bool is_assumed = left->is_assumed || right->is_assumed;
    if (node.sign == TokenKind::in || (node.sign == TokenKind::not_ && node.is_negated)) {
        answer = is_in(*left, *right);
        is_assumed = is_assumed || right->is_entity("sys.argv");
        if (right->is_entity("os.environ") && left->type == Type::text) {
            const auto found = surroundings_.variables.find(left->text);
            answer = found != surroundings_.variables.end();
            is_assumed = is_assumed || !*answer;
        }
    } else if (node.sign == TokenKind::is) {
        const bool is_none = right->type == Type::none || right->type == Type::boolean;
        if (is_none) answer = are_equal(*left, *right);
        if (right->type == Type::boolean && left->type != Type::boolean && answer) answer = false;
    } else {
        const std::uint32_t from = tree().node(children[0]).end;
        const std::string_view sign =
            trim(tree().source().text().substr(from, tree().node(children[1]).begin - from));
        if (sign.starts_with("==") || sign.starts_with("!=")) {
            answer = are_equal(*left, *right);
            if (left->is_entity("builtins.__name__") && right->type == Type::text &&
                right->text == "__main__")
                answer = false;
            if (answer && sign[0] == '!') answer = !*answer;
        } else if (left->is_number() && right->is_number()) {
            const bool is_less = left->integer < right->integer,
                       is_same = left->integer == right->integer;
            if (sign.starts_with("<="))
                answer = is_less || is_same;
            else if (sign.starts_with(">="))
                answer = !is_less;
            else if (sign.starts_with('<'))
                answer = is_less;
            else if (sign.starts_with('>'))
                answer = !is_less && !is_same;
        }
    }
    if (answer) value = make_boolean(node.is_negated ? !*answer : *answer, span(node));
    inherit_doubts(*value, *left);
    inherit_doubts(*value, *right);
    value->is_assumed = is_assumed;
    return value;
}

// ---------------------------------------------------------------------------- parts of things

Ref Machine::attribute(const Node& node) {
    const auto children = tree().children(node);
    const Ref base = evaluate(children[0]);
    return attribute_of(base, text(tree().node(children[1])), span(node));
}

Ref Machine::attribute_of(const Ref& base, std::string_view wanted, Span where) {
    if (base->type == Type::entity) {
        std::shared_ptr<Module> module = base->module.lock();
        if (module == nullptr) {
            const FoundModule found = find_module(base->text, 0);
            if (found.tree == nullptr)
                return make_entity(base->text + "." + std::string(wanted), where);
            module = load(found);
        }
        const auto slot = module->names.find(std::string(wanted));
        if (slot == module->names.end())
            return make_entity(base->text + "." + std::string(wanted), where);
        return slot->second.object;
    }
    if (base->is_path()) {
        Ref value = make_unknown("it is computed in Python", where);
        if (wanted == "parent")
            value = make_text(pure_parent(base->text), where, Type::path);
        else if (wanted == "root" && base->type == Type::environ_path)
            value = copy(*base, where);
        else if (wanted == "name")
            value = make_text(base->text.substr(base->text.rfind('/') + 1), where);
        else if (wanted == "parents")
            value = make_container(Type::call, {base}, {nullptr}, where),
            value->text = "pathlib.parents";
        inherit(*value, *base);
        if (wanted == "name") value->is_local = false;
        return value;
    }
    return make_unknown("it is computed in Python", where);
}

Ref Machine::subscript(const Node& node) {
    const auto children = tree().children(node);
    const Ref base = evaluate(children[0]);
    if (tree().node(children[1]).kind == Kind::slice)
        return make_unknown("it is computed in Python", span(node));
    const Ref key = evaluate(children[1]);
    Ref value = make_unknown("it is computed in Python", span(node));
    if (base->is_entity("os.environ") && key->type == Type::text)
        return variable(key->text, false, span(node), true);
    if (base->is_sequence() && base->type != Type::set && key->is_number() && !base->is_partial) {
        const auto size = static_cast<std::int64_t>(base->items.size());
        const std::int64_t place = key->integer < 0 ? key->integer + size : key->integer;
        if (place >= 0 && place < size) value = base->items[static_cast<std::size_t>(place)];
    } else if (base->type == Type::dict && !base->is_partial) {
        for (std::size_t i = 0; i < base->keys.size(); ++i) {
            if (are_equal(*base->keys[i], *key) == std::optional(true)) value = base->items[i];
        }
    } else if (base->type == Type::call && base->text == "pathlib.parents" && key->is_number() &&
               key->integer >= 0 && key->integer < 100) {
        std::string path = base->items[0]->text;
        for (std::int64_t i = 0; i <= key->integer; ++i) path = pure_parent(path);
        value = make_text(std::move(path), span(node), Type::path);
        inherit(*value, *base->items[0]);
    }
    if (!value->is_mutable()) value = copy(*value, value->span);
    inherit_doubts(*value, *base);
    inherit_doubts(*value, *key);
    return value;
}

Arguments Machine::arguments(const Node& node) {
    Arguments result;
    const auto children = tree().children(node);
    for (std::size_t i = 1; i < children.size(); ++i) {
        const Node& each = tree().node(children[i]);
        const auto parts = tree().children(each);
        switch (code(each.kind)) {
            case code(Kind::keyword):
                result.named.emplace_back(text(tree().node(parts[0])), evaluate(parts[1]));
                break;
            case code(Kind::starred): {
                const Ref more = evaluate(parts[0]);
                result.is_known = result.is_known && more->is_sequence() && !more->is_partial;
                if (more->is_sequence())
                    result.given.insert(result.given.end(), more->items.begin(), more->items.end());
                break;
            }
            case code(Kind::double_starred):
                evaluate(parts[0]);
                result.is_known = false;
                break;
            case code(Kind::generator):
                forget_touched(each);
                result.given.push_back(make_unknown("it is computed in Python", span(each)));
                break;
            default:
                result.given.push_back(evaluate(children[i]));
                break;
        }
    }
    return result;
}

Ref Machine::call(const Node& node) {
    const Node& callee = tree().child(node, 0);
    if (callee.kind == Kind::attribute) {
        const Ref base = evaluate(tree().children(callee)[0]);
        const std::string_view wanted = text(tree().child(callee, 1));
        const Arguments given = arguments(node);
        if (base->type == Type::entity) {
            const Ref target = attribute_of(base, wanted, span(callee));
            if (target->type == Type::entity) return call_function(target->text, given, span(node));
            return unknown_call(std::string(text(callee)), given, span(node));
        }
        return call_method(base, wanted, given, span(node));
    }
    const Ref target = evaluate(callee);
    const Arguments given = arguments(node);
    if (target->type == Type::entity) return call_function(target->text, given, span(node));
    if (target->type == Type::reader) return read_variable(given, "default", "", span(node));
    if (target->type == Type::environ_path)
        return path_method(*target, "__call__", given, span(node));
    return unknown_call(std::string(text(callee).substr(0, 100)), given, span(node));
}

}  // namespace stackc::python
