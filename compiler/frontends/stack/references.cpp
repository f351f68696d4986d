// Names that lead to blocks: that there is such a block, and of the right kind; and the
// statements that a block cannot do without.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/lowering.h"
#include "compiler/frontends/stack/mistakes.h"

namespace stackc::stack {

/// Accounts and groups that the packages of a stack bring, or that every system has.
static constexpr std::string_view system_users[] = {
    "root",     "daemon", "bin",    "nobody", "www-data", "nginx",  "http",  "redis",
    "postgres", "mysql",  "ubuntu", "admin",  "ec2-user", "debian", "rocky",
};
static constexpr std::string_view system_groups[] = {
    "root",  "adm",      "daemon",          "nogroup", "nobody", "www-data", "nginx",    "http",
    "redis", "postgres", "mysql",           "sudo",    "wheel",  "users",    "ssl-cert", "shadow",
    "staff", "docker",   "systemd-journal", "ubuntu",  "admin",  "ec2-user", "debian",   "rocky",
    "input", "video",    "audio",           "dialout",
};

namespace {

class References {
  public:
    References(const Description& description, Reporter& report)
        : description_(description), report_(report) {}

    void check(const Item& item) {
        for (const Match::Bound& bound : item.match.bound) {
            if (bound.key.empty()) continue;
            if (bound.key == "HOST") need("host", bound.text);
            if (bound.key == "APP") need("app", bound.text);
            if (bound.key == "SERVICE") need("service", bound.text);
            if (bound.key == "SITE") need_site(bound.text);
            if (bound.key == "USER") need_account("user", bound.text, system_users);
            if (bound.key == "GROUP") need_account("group", bound.text, system_groups);
            if (bound.key == "ENTRY") need_app_of(bound.text);
            if (bound.key == "TARGET") need_target(bound.text);
        }
        for (const Item& child : item.children) check(child);
    }

    std::vector<NameUse> take() { return std::move(uses_); }

  private:
    /// Remembers a name that is written as such; one that comes out of `${}` is another's use.
    void use(const Text& text, const Item& item) {
        Span place = text.span;
        if (text.is_quoted && place.size() >= 2) ++place.begin, --place.end;
        if (place.size() == text.value.size()) uses_.push_back({text.value, place, item.name_span});
    }

    /// A block of another kind that has the name; null where there is none.
    const Item* other(std::string_view name) const {
        const auto found = std::find_if(
            description_.items.begin(), description_.items.end(), [&](const Item& item) {
                return item.name == name && item.statement->repeat == Repeat::named &&
                       item.kind() != "let";
            });
        return found == description_.items.end() ? nullptr : &*found;
    }

    void wrong(std::string_view what, const Text& text, std::vector<std::string> known) {
        // What is there but could not be read is no second mistake.
        if (is_attempted(text.value)) return;
        const Item* item = other(text.value);
        if (item == nullptr) return report_no_such(report_, what, text, known);
        report_
            .at("STK022", text.span,
                fmt::format("`{}` is {}, but {} was expected", quoted(text.value),
                            with_article(item->kind()), with_article(what)))
            .label(item->name_span, "it is defined here");
    }

    /// True when the file holds a block of that name which was wrong in itself.
    bool is_attempted(std::string_view name) const {
        for (const Document* document : description_.documents) {
            for (const Node& node : document->children(Document::root)) {
                if (node.arg_count == 0 || opened_at_top(node.name.value) == Block::none) continue;
                if (document->args(node)[0].value == name && other(name) == nullptr) return true;
            }
        }
        return false;
    }

    void need(std::string_view kind, const Text& text) {
        const Item* item = description_.find(kind, text.value);
        if (item != nullptr) return use(text, *item);
        wrong(kind, text, names_of(description_, kind));
    }

    void need_site(const Text& text) {
        const std::string name = to_ascii_host(text.value).value_or(text.value);
        const Item* item = description_.find("site", name);
        if (item != nullptr) return use(text, *item);
        wrong("site", text, names_of(description_, "site"));
    }

    void need_account(std::string_view kind, const Text& text,
                      std::span<const std::string_view> of_system) {
        const Item* item = description_.find(kind, text.value);
        if (item == nullptr) item = description_.find("user", text.value);  // and its own group
        if (item != nullptr) return use(text, *item);
        const bool is_of_system =
            std::find(of_system.begin(), of_system.end(), text.value) != of_system.end();
        if (text.value == description_.name || is_of_system) return;
        std::vector<std::string> known = names_of(description_, kind);
        if (kind == "group") {
            for (std::string& name : names_of(description_, "user"))
                known.push_back(std::move(name));
        }
        known.push_back(description_.name);
        for (const std::string_view name : of_system) known.emplace_back(name);
        wrong(kind, text, std::move(known));
    }

    void need_app_of(const Text& text) {
        const Entry entry = parse_entry(text.value).value();
        // Only the app's name is the reference, not the entry point after the dot.
        Span span = text.span;
        if (span.size() == text.value.size())
            span.end = span.begin + static_cast<std::uint32_t>(entry.app.size());
        need("app", {entry.app, span, text.is_quoted});
    }

    void need_target(const Text& text) {
        const Item* item = description_.find("service", text.value);
        if (item == nullptr) item = description_.find("external", text.value);
        if (item != nullptr) return use(text, *item);
        std::vector<std::string> known = names_of(description_, "service");
        for (std::string& name : names_of(description_, "external"))
            known.push_back(std::move(name));
        wrong("service or external", text, std::move(known));
    }

    const Description& description_;
    Reporter& report_;
    std::vector<NameUse> uses_;
};

}  // namespace

std::vector<NameUse> check_references(const Description& description, Reporter& report) {
    References references(description, report);
    for (const Item& item : description.items) references.check(item);
    return references.take();
}

static void check_required_in(const Item& item, Reporter& report) {
    if (item.statement->opens == Block::none) return;
    for (const Statement& statement : statements()) {
        const bool is_missing = statement.is_required && statement.in == item.statement->opens &&
                                item.find(statement.name) == nullptr;
        if (!is_missing || item.attempted.contains(statement.name)) continue;
        const std::string title = item.name.empty()
                                      ? std::string(item.kind())
                                      : fmt::format("{} `{}`", item.kind(), quoted(item.name, 60));
        auto builder = report.at("STK034", item.span,
                                 fmt::format("the {} has no `{}`", title, statement.name));
        std::vector<std::string_view> forms = split(statement.forms, '\n');
        builder.note(fmt::format("`{}{}{}` says {}", statement.name, forms[0].empty() ? "" : " ",
                                 forms[0], statement.help));
    }
    for (const Item& child : item.children) check_required_in(child, report);
}

void check_required(const Description& description, Reporter& report) {
    for (const Item& item : description.items) check_required_in(item, report);
}

}  // namespace stackc::stack
