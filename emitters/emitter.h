// Graph to text for one target. Each folder below emitters/ defines one `Emitter`; what it
// writes is already formatted and parses back to an equal graph. What it is given has been
// placed for a layout (tools/session/place.h): an emitter decides wording, never places.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/graph/graph.h"

namespace stackc {

enum class Layout : std::uint8_t { debian, rhel, standalone };
std::string_view to_text(Layout layout);
std::optional<Layout> parse_layout(std::string_view text);

enum class OutputKind : std::uint8_t { file, link, folder };

/// A file of the target's tree, a link, or a folder that must be there.
struct OutputFile {
    OutputKind kind = OutputKind::file;
    std::string path;       // below the output folder: "etc/nginx/sites-available/shop.conf"
    std::string text;
    std::string link_to;    // of a link: "../sites-available/shop.conf"
    Mode mode{0644};
    std::string owner = "root";
    std::string group = "root";
    std::vector<Span> from;  // the statements of the description that it comes from
    bool is_kept = false;    // made once and then left alone: a key, a certificate
};

/// Where things go: the description's graph already placed for a layout (ports moved, sockets
/// and logs under the folder), and the folders that the layout uses.
struct EmitInput {
    const Graph& graph;
    Layout layout = Layout::debian;
    std::optional<HostId> host;   // which machine the tree is for
    std::string root;             // standalone: the absolute output folder; empty otherwise
    std::string description;      // the description's file name, for the head comment
    std::string maker;            // standalone: the user who makes the tree and will run it

    /// The stack's name, which file names and sections start with.
    const std::string& stack() const { return graph.stack->name; }
    /// "shop-web": what a service is called in the files of its target.
    std::string name_of(const Process& process) const { return stack() + "-" + process.name; }
    /// Where a file of the tree lies on the target.
    std::string on_target(std::string_view path) const { return root + "/" + std::string(path); }
};

/// What an emitter has to say: files, and what the target's language cannot express.
struct Emission {
    std::vector<OutputFile> files;
    std::vector<Label> problems;

    void problem(Span span, std::string text) { problems.push_back({span, std::move(text)}); }
};

/// How a server is started in the foreground, for whoever keeps it alive.
struct Start {
    std::vector<std::string> argv;
    std::string directory;             // where it is started; empty: anywhere
    std::vector<EnvVariable> env;      // what it does not read from its own file
    /// Variables that a shell works out when it starts: name, and expression for double quotes.
    std::vector<std::pair<std::string, std::string>> computed;
    bool drops_rights = false;         // starts as root and becomes its user by itself
    bool has_children = false;         // that need the stop signal too
    std::string stop_signal = "TERM";
    unsigned settles_after = 1;        // seconds after which it is up or has given up by itself
};

struct Emitter {
    std::string_view name;
    void (*emit)(const EmitInput& input, Emission& out) = nullptr;
    /// Of an emitter that knows how to start a kind of server.
    std::span<const ServerKind> servers = {};
    Start (*start)(const EmitInput& input, const Process& process, Emission& out) = nullptr;
};

namespace emitters {
std::span<const Emitter* const> all();
}  // namespace emitters

/// What `workers auto` means, as a shell says it: two for each core, and one.
inline constexpr std::string_view auto_workers = "$((2 * $(nproc) + 1))";

/// How `process` is started, by the emitter of its kind.
Start start_of(const EmitInput& input, const Process& process, Emission& out);

/// The comment line at the head of each generated file, starting with `sign`.
std::string head_comment(const EmitInput& input, std::string_view sign);

/// The environment of a process: its user's home, its app's settings module and variables, then
/// its own; the last of a name counts.
std::vector<EnvVariable> environment_of(const Graph& graph, const Process& process);

/// The folder of a program's own commands: the app's virtualenv, else /usr/bin.
std::string binary_of(const Graph& graph, const Process& process, std::string_view program);

/// A host as a command line takes it: `*` is 0.0.0.0, and IPv6 has no brackets.
std::string bare_host(const TcpEndpoint& tcp);

/// The listeners of a process, in the order in which they are stated.
std::vector<const Listener*> listeners_of(const Graph& graph, const Process& process);

/// True when the target's nginx is at least major.minor.patch, by `target.os`.
bool has_nginx(const Graph& graph, int minor, int patch);

/// `text` on one line of a comment, whatever it holds.
std::string comment_text(std::string_view text);

/// The statement that a default comes from when nothing else says it.
Span stack_span(const Graph& graph);

}  // namespace stackc
