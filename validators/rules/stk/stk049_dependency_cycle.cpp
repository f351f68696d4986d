#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

namespace {
/// The first ring of a graph of few nodes, found by taking away what depends on nothing.
struct Dependencies {
    std::map<std::string, std::set<std::string>> needs;

    void peel() {
        for (bool is_progress = true; is_progress;) {
            is_progress = false;
            for (auto at = needs.begin(); at != needs.end();) {
                std::erase_if(at->second,
                              [&](const std::string& name) { return !needs.contains(name); });
                is_progress = is_progress || at->second.empty();
                at = at->second.empty() ? needs.erase(at) : std::next(at);
            }
        }
    }

    std::vector<std::string> ring() const {
        std::vector<std::string> path;
        std::string at = needs.begin()->first;
        while (std::find(path.begin(), path.end(), at) == path.end()) {
            path.push_back(at);
            at = *needs.at(at).begin();
        }
        path.erase(path.begin(), std::find(path.begin(), path.end(), at));
        path.push_back(at);
        return path;
    }
};
}  // namespace

static void find_dependency_cycle(const Graph& graph, Reporter& report) {
    std::map<FileId, Dependencies> by_file;
    std::map<std::string, Span> places;
    for (const Process& process : graph.processes) {
        if (process.depends_on.empty()) continue;
        by_file[process.span.file].needs[process.name] = {process.depends_on.begin(),
                                                          process.depends_on.end()};
        places.emplace(process.name, process.span);
    }
    for (auto& [file, dependencies] : by_file) {
        dependencies.peel();
        if (dependencies.needs.empty()) continue;
        const std::vector<std::string> ring = dependencies.ring();
        auto builder =
            report.at(places.at(ring.front()), fmt::format("the service `{}` depends on itself: {}",
                                                           ring.front(), fmt::join(ring, " → ")));
        for (std::size_t i = 1; i + 1 < ring.size(); ++i)
            builder.label(places.at(ring[i]), fmt::format("`{}` is part of the ring", ring[i]));
        builder.note("one of the services has to start without waiting for the others");
    }
}

extern constexpr Rule stk049_dependency_cycle{
    .summary = "services that depend on each other in a ring",
    .why =
        "None of them can start before the others: systemd breaks the ring at a place of its own "
        "choice (`Found ordering cycle`).",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(service a { run redis; listen 6379; depends_on [b] }
service b { run redis; listen 6380; depends_on [a] }
)",
    .good = R"(service a { run redis; listen 6379 }
service b { run redis; listen 6380; depends_on [a] }
)",
    .check = find_dependency_cycle,
};

}  // namespace stackc::rules
