#include "compiler/python/undefined_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::python {

/// Python 3.11's, and those that Python 2 had besides.
static constexpr std::array builtins = std::to_array<std::string_view>(
    {"ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BytesWarning", "ConnectionError", "DeprecationWarning",
     "EnvironmentError", "Exception", "FileNotFoundError", "FutureWarning", "IOError", "ImportError", "ImportWarning", "IndexError", "KeyError",
     "LookupError", "ModuleNotFoundError", "NameError", "NotImplemented", "NotImplementedError", "OSError", "PendingDeprecationWarning",
     "PermissionError", "ResourceWarning", "RuntimeError", "RuntimeWarning", "StopIteration", "SyntaxError", "SyntaxWarning", "SystemExit",
     "TimeoutError", "TypeError", "UnicodeDecodeError", "UnicodeError", "UserWarning", "ValueError", "Warning", "ZeroDivisionError", "abs", "all",
     "any", "apply", "ascii", "basestring", "bin", "bool", "breakpoint", "buffer", "bytearray", "bytes", "callable", "chr", "classmethod", "cmp",
     "coerce", "compile", "complex", "copyright", "credits", "delattr", "dict", "dir", "divmod", "enumerate", "exit", "file", "filter", "float",
     "format", "frozenset", "getattr", "hasattr", "hash", "help", "hex", "id", "input", "int", "intern", "isinstance", "issubclass", "iter", "len",
     "license", "list", "long", "map", "max", "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property", "quit",
     "range", "raw_input", "reduce", "reload", "repr", "reversed", "round", "set", "slice", "sorted", "staticmethod", "str", "sum", "super",
     "tuple", "type", "unichr", "unicode", "xrange", "zip"});

/// What may bind names that no text shows.
static bool binds_anything(std::string_view text) {
    static constexpr std::string_view signs[] = {"import *", "exec(", "execfile", "globals", "locals(", "vars(", "setattr", "__dict__", "builtins"};
    return std::any_of(std::begin(signs), std::end(signs), [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
}

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0; }

static void add_words(std::string_view text, std::set<std::string_view>& words) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end > at) words.insert(text.substr(at, end - at));
        at = end + 1;
    }
}

/// Every word that stands where names are bound: more than are bound, never fewer.
static std::set<std::string_view> bound_words(const Tree& tree) {
    std::set<std::string_view> words;
    for (const Node& node : tree.nodes()) {
        switch (code(node.kind)) {
            case code(Kind::assign):
                for (std::size_t i = 0; i + 1 < node.child_count; ++i) add_words(tree.text(tree.child(node, i)), words);
                break;
            case code(Kind::annotated):
            case code(Kind::named): add_words(tree.text(tree.child(node, 0)), words); break;
            case code(Kind::import):
            case code(Kind::import_from):
            case code(Kind::comprehension):
            case code(Kind::generator):
            case code(Kind::lambda):
            case code(Kind::for_):
            case code(Kind::with):
            case code(Kind::handler):
            case code(Kind::def):
            case code(Kind::class_):
            case code(Kind::global):
            case code(Kind::match):
            case code(Kind::type_alias): add_words(tree.text(node), words); break;
            default: break;
        }
    }
    return words;
}

std::optional<Span> first_undefined_name(const Tree& tree) {
    if (!tree.is_whole() || binds_anything(tree.source().text())) return std::nullopt;
    const std::set<std::string_view> bound = bound_words(tree);
    std::optional<Span> first;
    for (const NodeIndex index : tree.statements()) {
        const Node& statement = tree.node(index);
        const bool is_plain = statement.kind == Kind::assign || statement.kind == Kind::expression || statement.kind == Kind::augmented;
        if (!is_plain) continue;
        std::vector<NodeIndex> waiting{index};
        while (!waiting.empty()) {
            const Node& node = tree.node(waiting.back());
            waiting.pop_back();
            const auto children = tree.children(node);
            // Of `a.b` the second is no name of the file, of `f(a=b)` the first.
            const std::size_t skipped = node.kind == Kind::attribute ? 1 : node.kind == Kind::keyword ? 0 : children.size();
            for (std::size_t i = 0; i < children.size(); ++i) {
                if (i != skipped) waiting.push_back(children[i]);
            }
            const std::string_view name = tree.text(node);
            if (node.kind != Kind::name || name.starts_with("_") || bound.contains(name)) continue;
            if (std::find(builtins.begin(), builtins.end(), name) != builtins.end()) continue;
            if (!first || node.begin < first->begin) first = tree.span(node);
        }
        if (first) return first;
    }
    return std::nullopt;
}

void report_undefined_name(const Tree& tree, Reporter& report) {
    const std::optional<Span> name = first_undefined_name(tree);
    if (!name) return;
    const std::string text = quoted(tree.source().text(*name));
    report.at("PYT002", *name, fmt::format("nothing in this file defines `{}`", text))
        .note(fmt::format("Python stops here: `NameError: name '{}' is not defined`", text));
}

}  // namespace stackc::python
