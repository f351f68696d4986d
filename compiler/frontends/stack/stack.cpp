// The stack language as a front end: claim, parse, lower, and what editors ask.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/stack/editor.h"
#include "compiler/frontends/stack/lowering.h"
#include "compiler/frontends/stack/parser.h"

namespace stackc::stack {

static StackInfo info_of(const Description& description) {
    StackInfo info;
    info.name = description.name;
    info.file = description.root->file();
    info.span = description.name_span.is_empty() ? Span{info.file, 0, 0} : description.name_span;
    info.manager_span = info.span;
    for (const Item* item : description.all("supervise")) {
        const Text& with = *item->match.choice();
        info.manager = with.value == "systemd"  ? ManagerKind::systemd
                       : with.value == "docker" ? ManagerKind::docker
                                                : ManagerKind::supervisor;
        info.manager_span = with.span;
    }
    return info;
}

static void lower_description(const Description& description, GraphBuilder& builder,
                              Reporter& report) {
    check_required(description, report);
    std::vector<NameUse>& uses = builder.graph.name_uses;
    for (const std::vector<NameUse>& found :
         {check_references(description, report), description.let_uses, description.merged_names}) {
        uses.insert(uses.end(), found.begin(), found.end());
    }
    if (!builder.graph.stack) builder.graph.stack = info_of(description);
    Lowering lowering{description, builder, report, {}, {}, {}, false};
    lower_machines(lowering);
    lower_accounts(lowering);
    lower_apps(lowering);
    lower_services(lowering);
    lower_sites(lowering);
    lower_balancers(lowering);
}

static void lower_root(const Workspace& workspace, const Document& root, GraphBuilder& builder,
                       Reporter& report, std::set<const Document*>& seen) {
    const std::string profile = builder.graph.target.profile;
    const Description description =
        read_description(workspace, root, profile, builder.graph.target.host, report);
    seen.insert(description.documents.begin(), description.documents.end());
    lower_description(description, builder, report);
    const bool has_profile = std::find(description.profiles.begin(), description.profiles.end(),
                                       profile) != description.profiles.end();
    if (!profile.empty() && !has_profile) {
        report.at(
            "STK048", {root.file(), 0, 0},
            fmt::format("the profile `{}` was asked for, but the description has none of that name",
                        quoted(profile)));
    }
    // The other profiles are read for their mistakes alone; findings said twice are one.
    for (const std::string& other : description.profiles) {
        if (other == profile) continue;
        GraphBuilder scratch;
        scratch.graph.target = builder.graph.target;
        lower_description(
            read_description(workspace, root, other, builder.graph.target.host, report), scratch,
            report);
        std::vector<NameUse>& uses = builder.graph.name_uses;
        uses.insert(uses.end(), scratch.graph.name_uses.begin(), scratch.graph.name_uses.end());
    }
}

/// What lowering reports at most, over all descriptions.
static constexpr std::size_t most_mistakes = 1000;

static void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& all) {
    Reporter report = all.limited(most_mistakes);
    const std::vector<std::shared_ptr<const Document>> documents = workspace.documents("stack");
    std::set<const Document*> imported;
    for (const auto& document : documents) {
        for (const FileReference& reference : imports_of(*document)) {
            for (const auto& found :
                 workspace.resolve(reference.pattern, false, document->file(), reference.bases)
                     .documents) {
                if (found != document) imported.insert(found.get());
            }
        }
    }
    std::set<const Document*> seen;
    for (const auto& document : documents) {
        if (!imported.contains(document.get()))
            lower_root(workspace, *document, builder, report, seen);
    }
    // Files that import each other in a ring have no first one; any will do.
    for (const auto& document : documents) {
        if (!seen.contains(document.get())) lower_root(workspace, *document, builder, report, seen);
    }
    std::vector<NameUse>& uses = builder.graph.name_uses;
    std::sort(uses.begin(), uses.end());
    uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
    if (report.is_full()) {
        all.at("STK052", documents.front()->source().whole(),
               fmt::format("the descriptions have more than {} mistakes; the others are not listed",
                           most_mistakes));
    }
}

/// The name alone decides: a description is full of words that nginx has too. Without a name,
/// as on standard input, a line that only a description has.
static int claims(const SourceFile& file) {
    if (file.path.extension() == ".stack") return 100;
    std::string_view text = file.text().substr(0, 64 * 1024);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::vector<std::string_view> words = split(trim(text.substr(0, end)), ' ');
        const bool is_head = words.size() == 2 && words[0] == "stack" && is_name(words[1]);
        const bool is_block = words.size() >= 3 &&
                              (words[0] == "service" || words[0] == "app" || words[0] == "host") &&
                              is_name(words[1]) && words[2].starts_with('{');
        if (is_head || is_block) return 80;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}

static constexpr std::string_view globs[] = {"*.stack"};
static constexpr std::string_view comment_signs[] = {"#"};

}  // namespace stackc::stack

namespace stackc::frontends {

extern constexpr Frontend stack{
    .name = "stack",
    .stage = 0,
    .globs = stackc::stack::globs,
    .comment_signs = stackc::stack::comment_signs,
    .claims = stackc::stack::claims,
    .parse = stackc::stack::parse,
    .references = stackc::stack::imports_of,
    .lower = stackc::stack::lower,
    .hover = stackc::stack::hover,
    .complete = stackc::stack::complete,
    .explain = stackc::stack::explain,
    .format = stackc::stack::format,
};

}  // namespace stackc::frontends
