// Which client reaches which server: the joins over the graph that several cross-file rules
// need. Everything here looks inside one deployment only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// One known address that a client connects to, and who binds it.
struct Link {
    ConnectionId connection{};
    Endpoint target;
    Span span;                           // where the address is said: an upstream's server, or the pass
    std::vector<ListenerId> listeners;   // of any process that the target reaches
    /// Client and server are certainly on one machine: a Unix socket or a loopback address. A
    /// host name may be another machine or container.
    bool is_local = false;
};

/// Every known target of every connection, each place of the text once per connection.
std::vector<Link> find_links(const Graph& graph);

/// A target that nobody binds, and the listener that was probably meant.
struct Miss {
    Link link;
    ListenerId meant{};
    std::vector<ListenerId> others;  // that may be meant as well: it cannot be told which
    Endpoint address;         // what the client has to name to reach it
    bool is_certain = false;  // no unread file can bind the target
};

/// Targets on the client's own machine that nothing in the deployment binds, where servers of a
/// fitting protocol wait for a client that never comes.
std::vector<Miss> find_misses(const Graph& graph);

/// True when the process of the listener is of the kind that nginx is put in front of.
bool is_app_server(const Graph& graph, ListenerId id);

/// The main level of the one nginx that the deployment of `from` holds as a whole; null where its
/// main file is not there, or where there are several.
const Scope* nginx_main(const Graph& graph, FileId from);

/// `uWSGI` or `gunicorn "web"`: how messages call the process behind a listener.
std::string name_of(const Graph& graph, const Process& process);

/// `/tmp`, `/var/tmp` or `/dev/shm` when `path` lies there and others may touch it. A deployment
/// that as a whole, with the file `from` that says the path, lies in a folder of its own there is
/// somebody's trial: then nothing.
std::optional<std::string_view> shared_tmp_folder(const Graph& graph, FileId from, const std::string& path);

/// The statement that says `span`, or null where its file was not read.
const Node* statement_at(const Graph& graph, Span span);

/// What `written` (an address as nginx spells it: `http://unix:/a.sock:/uri`, `127.0.0.1:80`)
/// becomes when it names `endpoint` instead; nothing where that cannot be told.
std::optional<std::string> respell(std::string_view written, const Endpoint& endpoint);

}  // namespace stackc
