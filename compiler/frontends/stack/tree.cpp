#include "compiler/frontends/stack/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/mistakes.h"
#include "compiler/frontends/stack/values.h"
#include "compiler/frontends/stack/word.h"

namespace stackc::stack {

const Item* Item::find(std::string_view child) const {
    const auto found = std::find_if(children.rbegin(), children.rend(),
                                    [&](const Item& item) { return item.kind() == child; });
    return found == children.rend() ? nullptr : &*found;
}

std::vector<const Item*> Item::all(std::string_view child) const {
    std::vector<const Item*> found;
    for (const Item& item : children) {
        if (item.kind() == child) found.push_back(&item);
    }
    return found;
}

const Item* Description::find(std::string_view kind, std::string_view wanted) const {
    const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) {
        return item.kind() == kind && item.name == wanted;
    });
    return found == items.end() ? nullptr : &*found;
}

std::vector<const Item*> Description::all(std::string_view kind) const {
    std::vector<const Item*> found;
    for (const Item& item : items) {
        if (item.kind() == kind) found.push_back(&item);
    }
    return found;
}

static constexpr std::string_view here[] = {"."};

/// An import is a file here, not in the target: an absolute path is one of this machine.
static std::string relative_to(const Document& document, std::string_view path) {
    if (!path.starts_with('/')) return std::string(path);
    return Path(path).lexically_relative(document.source().path.parent_path()).string();
}

std::vector<FileReference> imports_of(const Document& document) {
    std::vector<FileReference> references;
    for (const Node& node : document.children(Document::root)) {
        if (node.name.value != "import" || node.arg_count != 1) continue;
        const Word& word = document.args(node)[0];
        references.push_back(
            {std::string(word.value), false, word.span, "stack", {std::string(here[0])}});
    }
    return references;
}

static const std::vector<Form>& forms_of(const Statement& statement) {
    // The table is constant, so its forms are read once.
    static const std::vector<std::vector<Form>> forms = [] {
        std::vector<std::vector<Form>> all;
        for (const Statement& entry : statements()) all.push_back(read_forms(entry.forms));
        return all;
    }();
    return forms[static_cast<std::size_t>(&statement - statements().data())];
}

namespace {

/// A statement at the top of a file, imports put in place.
struct Top {
    const Document* document = nullptr;
    NodeId node{};
};

class TreeReader {
  public:
    TreeReader(const Workspace& workspace, std::string_view profile, Reporter& report)
        : workspace_(workspace), profile_(profile), report_(report) {}

    Description run(const Document& root, std::string_view host) {
        result_.root = &root;
        gather(root);
        name_stack();
        define("profile", std::string(profile_), {});
        define("host", std::string(host.empty() ? first_host() : host), {});
        // The lets of the chosen profile stand before the others, which then are overridden.
        for (const Top& top : tops_) {
            if (is_block(top, "profile", profile_)) read_lets_of_profile(top);
        }
        for (const Top& top : tops_) {
            if (node(top).name.value == "let") read_let(top, false);
        }
        for (const Top& top : tops_) read_top(top);
        check_repeats(result_.items);
        merge_profile();
        return std::move(result_);
    }

  private:
    static const Node& node(const Top& top) { return top.document->node(top.node); }

    // ---------------------------------------------------------------------------------- imports

    struct OpenFile {
        const Document* document = nullptr;
        Document::ChildIterator next, last;
    };

    void open(std::vector<OpenFile>& files, const Document& document) {
        result_.documents.insert(&document);
        const Document::Children children = document.children(Document::root);
        files.push_back({&document, children.begin(), children.end()});
    }

    /// Lists the statements of the file and of those it imports, in order.
    void gather(const Document& root) {
        std::vector<OpenFile> files;
        open(files, root);
        while (!files.empty()) {
            OpenFile& file = files.back();
            if (file.next == file.last) {
                files.pop_back();
                continue;
            }
            const Node& child = *file.next;
            ++file.next;
            if (child.kind != NodeKind::statement && child.kind != NodeKind::block) continue;
            const Top top{file.document, file.document->id_of(child)};
            tops_.push_back(top);
            if (child.name.value == "import" && child.arg_count == 1) follow(files, top);
        }
    }

    void follow(std::vector<OpenFile>& files, const Top& top) {
        const Word& word = top.document->args(top.node)[0];
        const std::vector<std::string> bases{std::string(here[0])};
        const Workspace::Resolved found = workspace_.resolve(relative_to(*top.document, word.value),
                                                             false, top.document->file(), bases);
        if (found.documents.empty()) {
            const bool is_there = !found.unread.empty();
            report_
                .at("STK032", word.span,
                    is_there ? fmt::format("`{}` is imported, but it is no stack description",
                                           quoted(word.value))
                             : fmt::format("`{}` is imported, but there is no such file",
                                           quoted(word.value)))
                .note("the path is relative to the folder of this file");
            return;
        }
        const Document* imported = found.documents.front().get();
        const bool is_open = std::any_of(files.begin(), files.end(), [&](const OpenFile& file) {
            return file.document == imported;
        });
        if (is_open) {
            report_
                .at("STK033", word.span,
                    fmt::format(
                        "`{}` imports itself{}", quoted(word.value),
                        imported == top.document ? "" : " through the file that imports this one"))
                .note("each file is read once; remove one of the imports");
        } else if (!result_.documents.contains(imported)) {
            open(files, *imported);
        }
    }

    // ------------------------------------------------------------------------------------- lets

    void name_stack() {
        result_.name = stem(*result_.root);
        for (const Top& top : tops_) {
            const auto args = top.document->args(top.node);
            if (node(top).name.value != "stack" || args.empty() || !is_name(args[0].value))
                continue;
            result_.name = args[0].value;
            result_.name_span = args[0].span;
            break;
        }
        define("stack", result_.name, {});
    }

    static std::string stem(const Document& document) {
        std::string name = document.source().path.stem().string();
        for (char& c : name) {
            if (!is_name(std::string("a") + c)) c = '-';
        }
        return is_name(name) ? name : "s" + name;
    }

    std::string_view first_host() const {
        for (const Top& top : tops_) {
            const auto args = top.document->args(top.node);
            if (node(top).name.value == "host" && !args.empty()) return args[0].value;
        }
        return "localhost";
    }

    bool is_block(const Top& top, std::string_view kind, std::string_view name) const {
        const auto args = top.document->args(top.node);
        return !name.empty() && node(top).name.value == kind && !args.empty() &&
               args[0].value == name;
    }

    void define(std::string name, std::string value, Span span) {
        lets_[std::move(name)] = {std::move(value), span};
    }

    void read_lets_of_profile(const Top& profile) {
        for (const Node& child : profile.document->children(profile.node)) {
            if (child.name.value == "let")
                read_let({profile.document, profile.document->id_of(child)}, true);
        }
    }

    void read_let(const Top& top, bool is_in_profile) {
        const auto args = top.document->args(top.node);
        if (args.size() != 3 || args[1].value != "=" || !is_name(args[0].value))
            return;  // reported when it is read
        const std::string name(args[0].value);
        const bool is_built_in = name == "stack" || name == "host" || name == "profile";
        const auto known = lets_.find(name);
        if (is_built_in) {
            report_
                .at("STK031", args[0].span,
                    fmt::format("`{}` is defined already, by the language itself", name))
                .note(
                    "`${stack}`, `${host}` and `${profile}` are always there; give this one "
                    "another name");
            return;
        }
        if (known != lets_.end()) {
            if (overridden_.contains(name)) return;
            report_.at("STK031", args[0].span, fmt::format("`{}` is defined a second time", name))
                .label(known->second.span, "first defined here");
            return;
        }
        const std::optional<Text> value = expand(*top.document, args[2]);
        define(name, value ? value->value : std::string(), args[0].span);
        if (is_in_profile) overridden_.insert(name);
    }

    /// What a word means; nothing where it names something that is not defined.
    std::optional<Text> expand(const Document& document, const Word& word) {
        Text text{std::string(word.value), word.span, word.quote != 0};
        if (!word.has_hole) return text;
        bool is_whole = true;
        const Lookup lookup = [&](std::string_view name, Span span) -> std::optional<std::string> {
            const auto found = lets_.find(name);
            if (found != lets_.end()) {
                // The built-in ones are defined nowhere.
                const Span use{span.file, span.begin + 2, span.end - 1};
                if (!found->second.span.is_empty())
                    result_.let_uses.push_back({std::string(name), use, found->second.span});
                return found->second.value;
            }
            is_whole = false;
            report_undefined(name, span);
            return std::nullopt;
        };
        text.value = cook(document.text(word.span), word.span, lookup, nullptr);
        if (!is_whole) return std::nullopt;
        return text;
    }

    void report_undefined(std::string_view name, Span span) {
        std::vector<std::string_view> names;
        for (const auto& [known, let] : lets_) names.push_back(known);
        const auto meant = nearest(name, names);
        auto builder =
            report_.at("STK030", span,
                       fmt::format("`${{{}}}` is not defined{}", quoted(name, 60),
                                   meant ? fmt::format("; did you mean `${{{}}}`?", *meant) : ""));
        if (meant)
            builder.fix(fmt::format("write `${{{}}}`", *meant), Safety::unsafe,
                        {{span, fmt::format("${{{}}}", *meant)}});
        else
            builder.note(
                "a `let` before it defines a name; a dollar sign itself is written `\\$` in a "
                "string");
    }

    // ------------------------------------------------------------------------------- statements

    void read_top(const Top& top) {
        std::set<std::string, std::less<>> attempted;
        if (std::optional<Item> item = read_item(Block::file, top, attempted))
            result_.items.push_back(std::move(*item));
    }

    /// The statements of a block. Recursion goes as deep as the table, not as the file.
    void read_children(Block block, const Top& top, Item& parent) {
        for (const Node& child : top.document->children(top.node)) {
            if (child.kind != NodeKind::statement && child.kind != NodeKind::block) continue;
            const Top statement{top.document, top.document->id_of(child)};
            if (std::optional<Item> item = read_item(block, statement, parent.attempted))
                parent.children.push_back(std::move(*item));
        }
    }

    std::optional<Item> read_item(Block block, const Top& top,
                                  std::set<std::string, std::less<>>& attempted) {
        const Node& source = node(top);
        if (source.name.value.empty()) return std::nullopt;
        const Statement* statement = find_statement(block, source.name.value);
        if (statement == nullptr) {
            attempted.emplace(source.name.value);
            attempted.emplace(report_unknown(report_, block, source.name.value, source.name.span));
            return std::nullopt;
        }
        Item item;
        item.statement = statement;
        item.document = top.document;
        item.node = top.node;
        item.span = source.header;
        const bool has_values = match_values(item, source);
        const bool is_valid = match_body(item, source) && has_values && match_name(item, source);
        if (statement->opens != Block::none) read_children(statement->opens, top, item);
        check_repeats(item.children);
        if (is_valid) return item;
        attempted.emplace(source.name.value);
        return std::nullopt;
    }

    bool match_values(Item& item, const Node& source) {
        std::vector<Text> words;
        bool is_whole = true;
        for (const Word& word : item.document->args(source)) {
            std::optional<Text> text = expand(*item.document, word);
            if (text)
                words.push_back(std::move(*text));
            else
                is_whole = false;
        }
        if (!is_whole) return false;
        MatchResult result = match_forms(forms_of(*item.statement), words);
        if (!result.match) {
            report_mismatch(report_, *item.statement, source.name.span, words, result.mismatch);
            return false;
        }
        item.match = std::move(*result.match);
        return true;
    }

    bool match_body(const Item& item, const Node& source) {
        const bool has_block = source.kind == NodeKind::block;
        const std::string_view name =
            item.statement->name == "*" ? source.name.value : item.statement->name;
        switch (item.statement->body) {
            case Body::none:
                if (!has_block) return true;
                report_.at("STK024", source.header,
                           fmt::format("`{}` has a block, but takes none", quoted(name, 60)));
                return false;
            case Body::optional:
                return true;
            case Body::required:
            case Body::raw:
                if (has_block) return true;
                report_.at("STK023", source.header,
                           fmt::format("`{}` ends here, but a block `{{ … }}` was expected",
                                       quoted(name, 60)));
                return false;
        }
        unreachable("Body");
    }

    bool match_name(Item& item, const Node& source) {
        if (item.statement->in == Block::env) {
            item.name = source.name.value;
            item.name_span = source.name.span;
            if (is_name(item.name) && item.name.find('-') == std::string::npos) return true;
            report_.at("STK004", source.name.span,
                       fmt::format("`{}` is not the name of a variable: letters, digits and `_`, "
                                   "not starting with a digit",
                                   quoted(item.name, 60)));
            return false;
        }
        const Text* name = item.match.get("NAME");
        if (name == nullptr)
            name = item.statement->name == "site" ? item.match.get("HOSTNAME") : nullptr;
        if (name == nullptr) return true;
        item.name = item.statement->name == "site"
                        ? to_ascii_host(name->value).value_or(name->value)
                        : name->value;
        item.name_span = name->span;
        return true;
    }

    /// Routes and connections name services and externals alike, so they share their names.
    static std::string_view name_space(const Item& item) {
        return item.kind() == "external"     ? std::string_view("service")
               : item.statement->name == "*" ? std::string_view("variable")
                                             : item.kind();
    }

    void check_repeats(const std::vector<Item>& items) {
        std::map<std::pair<std::string_view, std::string_view>, const Item*> first;
        for (const Item& item : items) {
            if (item.statement->repeat == Repeat::many || item.kind() == "let") continue;
            const bool is_named = item.statement->repeat == Repeat::named;
            const auto [known, is_new] = first.try_emplace(
                {name_space(item), is_named ? std::string_view(item.name) : std::string_view()},
                &item);
            if (is_new) continue;
            if (is_named) {
                const bool is_same_kind = item.kind() == known->second->kind();
                report_
                    .at("STK005", item.name_span,
                        fmt::format("`{}` is the name of a second {}{}", quoted(item.name, 60),
                                    name_space(item) == "variable" ? "variable" : item.kind(),
                                    is_same_kind ? ""
                                                 : fmt::format("; a {} has it already",
                                                               known->second->kind())))
                    .label(known->second->name_span, "first used here");
            } else {
                report_
                    .at("STK006", item.span,
                        fmt::format("`{}` is said a second time, but may stand once", item.kind()))
                    .label(known->second->span, "first said here");
            }
        }
    }

    // ---------------------------------------------------------------------------------- profile

    void merge_profile() {
        std::vector<Item> profiles;
        for (Item& item : result_.items) {
            if (item.kind() == "profile") profiles.push_back(std::move(item));
        }
        std::erase_if(result_.items,
                      [](const Item& item) { return item.statement->name == "profile"; });
        for (Item& profile : profiles) {
            result_.profiles.push_back(profile.name);
            if (profile.name != profile_) continue;
            for (Item& item : profile.children) merge(std::move(item));
        }
    }

    /// A named block is merged into the block of that name; what is there once is replaced.
    void merge(Item item) {
        const bool is_named = item.statement->repeat == Repeat::named;
        const auto found =
            std::find_if(result_.items.begin(), result_.items.end(), [&](const Item& other) {
                return other.statement == item.statement && (!is_named || other.name == item.name);
            });
        if (found == result_.items.end()) {
            result_.items.push_back(std::move(item));
        } else if (item.statement->opens == Block::none) {
            *found = std::move(item);
        } else {
            // The name in the profile is a use of the block outside.
            const bool is_literal = item.name_span.size() == item.name.size();
            if (is_literal)
                result_.merged_names.push_back({item.name, item.name_span, found->name_span});
            merge_block(*found, std::move(item));
        }
    }

    static void merge_block(Item& into, Item from) {
        std::set<std::string_view> names;
        for (const Item& child : from.children) names.insert(child.kind());
        std::erase_if(into.children,
                      [&](const Item& child) { return names.contains(child.kind()); });
        for (Item& child : from.children) into.children.push_back(std::move(child));
        into.attempted.insert(from.attempted.begin(), from.attempted.end());
    }

    const Workspace& workspace_;
    std::string_view profile_;
    Reporter& report_;
    Description result_;
    std::vector<Top> tops_;
    std::map<std::string, Let, std::less<>> lets_;
    std::set<std::string> overridden_;
};

}  // namespace

Description read_description(const Workspace& workspace, const Document& root,
                             std::string_view profile, std::string_view host, Reporter& report) {
    return TreeReader(workspace, profile, report).run(root, host);
}

}  // namespace stackc::stack
