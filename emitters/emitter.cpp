#include "emitters/emitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"

namespace stackc {

std::string_view to_text(Layout layout) {
    switch (layout) {
        case Layout::debian: return "debian";
        case Layout::rhel: return "rhel";
        case Layout::standalone: return "standalone";
    }
    unreachable("Layout");
}

std::optional<Layout> parse_layout(std::string_view text) {
    for (const Layout layout : {Layout::debian, Layout::rhel, Layout::standalone}) {
        if (text == to_text(layout)) return layout;
    }
    return std::nullopt;
}

Start start_of(const EmitInput& input, const Process& process, Emission& out) {
    for (const Emitter* emitter : emitters::all()) {
        const auto found = std::find(emitter->servers.begin(), emitter->servers.end(), process.kind);
        if (found != emitter->servers.end()) return emitter->start(input, process, out);
    }
    out.problem(process.span, fmt::format("nothing here knows how to start {}", to_text(process.kind)));
    return {};
}

std::string head_comment(const EmitInput& input, std::string_view sign) {
    const std::string name = comment_text(input.description);
    return fmt::format("{0} Written by stackc from {1}. Do not edit: change {1} and run `stackc generate`.\n", sign, name);
}

std::vector<EnvVariable> environment_of(const Graph& graph, const Process& process) {
    std::vector<EnvVariable> result;
    const auto set = [&](const EnvVariable& variable) {
        const auto same = [&](const EnvVariable& other) { return other.name == variable.name; };
        const auto found = std::find_if(result.begin(), result.end(), same);
        if (found == result.end()) result.push_back(variable);
        else *found = variable;
    };
    const User* user = process.user.is_known() ? graph.find_user(*process.user) : nullptr;
    if (user != nullptr && user->home.is_known()) {
        set({"HOME", user->home, {}, process.span});
        set({"USER", process.user, {}, process.span});
    }
    if (process.app) {
        const App& app = graph.at(*process.app);
        if (app.settings.is_known()) set({"DJANGO_SETTINGS_MODULE", app.settings, {}, app.settings.span_or(app.span)});
        for (const EnvVariable& variable : app.env) set(variable);
    }
    for (const EnvVariable& variable : process.env) set(variable);
    return result;
}

std::string binary_of(const Graph& graph, const Process& process, std::string_view program) {
    if (process.app && graph.at(*process.app).venv.is_known()) {
        return fmt::format("{}/bin/{}", *graph.at(*process.app).venv, program);
    }
    return fmt::format("/usr/bin/{}", program);
}

std::string bare_host(const TcpEndpoint& tcp) {
    if (tcp.host == "*") return "0.0.0.0";
    if (tcp.host.starts_with('[')) return tcp.host.substr(1, tcp.host.size() - 2);
    return tcp.host;
}

std::vector<const Listener*> listeners_of(const Graph& graph, const Process& process) {
    std::vector<const Listener*> found;
    const ProcessId id = graph.id_of(process);
    for (const Listener& listener : graph.listeners) {
        if (listener.process == id && listener.endpoint.is_known()) found.push_back(&listener);
    }
    return found;
}

bool has_nginx(const Graph& graph, int minor, int patch) {
    // The versions of the distributions' own packages.
    static constexpr std::pair<std::string_view, std::pair<int, int>> versions[] = {
        {"debian 11", {18, 0}},    {"debian 12", {22, 1}},    {"debian 13", {26, 3}},
        {"ubuntu 20.04", {18, 0}}, {"ubuntu 22.04", {18, 0}}, {"ubuntu 24.04", {24, 0}},
        {"amazonlinux 2023", {24, 0}}, {"rhel 8", {14, 1}},   {"rhel 9", {20, 1}},
    };
    std::pair<int, int> version{22, 1};
    for (const auto& [os, its] : versions) {
        if (graph.target.os == os) version = its;
    }
    return version >= std::pair{minor, patch};
}

std::string comment_text(std::string_view text) { return quoted(text); }

Span stack_span(const Graph& graph) {
    STACKC_ASSERT(graph.stack.has_value());
    return graph.stack->span;
}

}  // namespace stackc
