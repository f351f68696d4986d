#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

namespace {
/// A name that somebody looks up in passwd or group.
struct Name {
    const Value<std::string>* value = nullptr;
    bool is_group = false;
    const Program* program = nullptr;  // who is to be started so
    const Process* process = nullptr;  // whose own setting it is; null: the manager's
};
}  // namespace

static bool is_same(const Value<std::string>& a, const Value<std::string>& b) {
    return a.is_stated() && b.is_stated() && a.span() == b.span();
}

static std::vector<Name> names_of(const Graph& graph) {
    std::vector<Name> names;
    for (const Program& program : graph.programs) {
        // `DynamicUser=` makes the account as the service starts.
        const auto dynamic = unit_setting(graph, program, "DynamicUser");
        if (!runs_here(program) || (dynamic && is_yes(dynamic->value))) continue;
        names.push_back({&program.user, false, &program, nullptr});
        names.push_back({&program.group, true, &program, nullptr});
    }
    for (const Process& process : graph.processes) {
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        const bool is_ours = process.kind == ServerKind::uwsgi || process.kind == ServerKind::gunicorn;
        if (!is_ours || !runs_here(graph, process)) continue;
        // What the manager says was looked at above.
        if (program == nullptr || !is_same(process.user, program->user)) names.push_back({&process.user, false, program, &process});
        if (program == nullptr || !is_same(process.group, program->group)) names.push_back({&process.group, true, program, &process});
    }
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const bool says_owner = process.kind == ServerKind::uwsgi && process.option("chown-socket") != nullptr && runs_here(graph, process);
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        if (!says_owner) continue;
        names.push_back({&listener.owner, false, program, &process});
        names.push_back({&listener.group, true, program, &process});
    }
    std::erase_if(names, [](const Name& name) { return !name.value->is_stated(); });
    return names;
}

/// A number needs no account, but for supervisor, which looks it up all the same.
static bool is_known(const Graph& graph, const Name& name) {
    const std::string& text = **name.value;
    if (text.empty() || parse_number(text)) return true;
    if (!name.is_group) return graph.find_user(text) != nullptr;
    return std::any_of(graph.groups.begin(), graph.groups.end(), [&](const Group& group) { return group.name == text; });
}

static std::string what_happens(const Name& name) {
    const std::string text = quoted(**name.value);
    const std::string_view kind = name.is_group ? "group" : "user";
    if (name.process != nullptr && name.process->kind == ServerKind::uwsgi)
        return fmt::format("uWSGI exits: `{} {} not found.`; nginx answers 502", kind, text);
    if (name.process != nullptr) return fmt::format("gunicorn exits: `Error: No such {}: '{}'`; nginx answers 502", kind, text);
    if (name.program->manager == ManagerKind::systemd)
        return fmt::format("the service fails: `status={}`", name.is_group ? "216/GROUP" : "217/USER");
    return fmt::format("supervisord does not start, and all its programs are down: `Invalid {} name {}`", kind, text);
}

static void find_missing_accounts(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_accounts) return;
    std::set<Span> seen;
    for (const Name& name : names_of(graph)) {
        if (is_known(graph, name) || !seen.insert(name.value->span()).second) continue;
        auto found = report.at(name.value->span(), fmt::format("this machine has no {} `{}`", name.is_group ? "group" : "user", quoted(**name.value)));
        if (name.program != nullptr) found.label(name.program->name_span, "for this program");
        found.note(what_happens(name));
    }
}

extern constexpr Rule xst105_account_missing{
    .summary = "a server is to run as a user or group that the machine does not have",
    .why = "supervisord looks users up as it reads its files and does not start at all: `Invalid user name …`. uWSGI exits with "
           "`user … not found.`, systemd with `status=217/USER`; nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi gunicorn",
    .sources = "observed:supervisor-4.2.5 observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
    .check = find_missing_accounts,
};

}  // namespace stackc::rules
