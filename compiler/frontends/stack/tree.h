// A description as its statements mean it: imports in place, `${}` expanded, values matched to
// the table, the chosen profile merged. What is wrong is reported on the way and left out.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/stack/form.h"
#include "compiler/frontends/stack/schema.h"

namespace stackc::stack {

/// A statement that is in the table and whose values fit.
struct Item {
    const Statement* statement = nullptr;
    const Document* document = nullptr;
    NodeId node{};
    Match match;
    std::string name;  // of a named block; of a variable
    Span name_span;
    Span span;  // name and values
    std::vector<Item> children;
    std::set<std::string, std::less<>> attempted;  // names of statements in it that were wrong

    std::string_view kind() const { return statement->name; }
    /// The last child of that name, or null.
    const Item* find(std::string_view child) const;
    std::vector<const Item*> all(std::string_view child) const;
};

struct Let {
    std::string value;
    Span span;
};

struct Description {
    const Document* root = nullptr;
    std::string name;
    Span name_span;
    std::vector<Item> items;
    std::vector<std::string> profiles;
    std::set<const Document*> documents;
    std::vector<NameUse> let_uses;
    std::vector<NameUse> merged_names;  // blocks of the profile, and those they are merged into

    const Item* find(std::string_view kind, std::string_view wanted) const;
    std::vector<const Item*> all(std::string_view kind) const;
};

/// Reads the description that starts at `root`, with `profile` merged in unless it is empty.
/// `host` is what `${host}` stands for; empty: the first host.
Description read_description(const Workspace& workspace, const Document& root,
                             std::string_view profile, std::string_view host, Reporter& report);

/// The files that a description imports.
std::vector<FileReference> imports_of(const Document& document);

}  // namespace stackc::stack
