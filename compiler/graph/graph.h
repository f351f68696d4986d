// The typed graph: what the files of a deployment say, whatever language they say it in. Front
// ends fill it through GraphBuilder, rules and emitters read it. It is immutable once built;
// nodes refer to each other by id, and every value knows the span that says it.
//
//   Program  --starts-->  Process  --binds-->  Listener  <--connects to--  Connection
//   Site --has--> Route --forwards by--> Connection, or serves files, or answers itself
//
// Read first: Process, Listener, Connection, Site, Route; then the queries at the end.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/graph/container.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/machine.h"
#include "compiler/graph/settings.h"
#include "compiler/graph/value.h"
#include "compiler/syntax/document.h"

namespace stackc {

using HostId = Id<struct HostTag>;
using AppId = Id<struct AppTag>;
using ProgramId = Id<struct ProgramTag>;
using ProcessId = Id<struct ProcessTag>;
using ListenerId = Id<struct ListenerTag>;
using ConnectionId = Id<struct ConnectionTag>;
using UpstreamId = Id<struct UpstreamTag>;
using SiteId = Id<struct SiteTag>;
using RouteId = Id<struct RouteTag>;
using ScopeId = Id<struct ScopeTag>;

/// Milliseconds.
struct Duration {
    std::uint64_t ms = 0;
    friend auto operator<=>(Duration, Duration) = default;
};

/// Bytes. nginx counts 0 as "no limit" where it says so.
struct Size {
    std::uint64_t bytes = 0;
    friend auto operator<=>(Size, Size) = default;
};

/// Permission bits, 0 to 07777.
struct Mode {
    std::uint32_t bits = 0;
    friend auto operator<=>(Mode, Mode) = default;
};

/// "30s", "5m", "1h", "1500ms": the shortest exact form that nginx reads too.
std::string to_text(Duration duration);
/// "20m", "8k", "1234": the shortest exact form.
std::string to_text(Size size);
/// "0660".
std::string to_text(Mode mode);

// ---------------------------------------------------------------------------------- machines

struct FirewallRule {
    std::uint16_t port = 0;
    bool is_udp = false;
    std::string from;  // a CIDR, empty for anywhere
    Span span;
};

/// `provider aws { region R; instance T }`: who rents the machine out.
struct Provider {
    std::string name;  // "aws"
    Value<std::string> region;
    Value<std::string> instance;
    Span span;
};

struct Host {
    std::string name;
    Value<std::string> os;  // "debian 12"
    Value<std::string> address;
    std::vector<Value<std::string>> aliases;
    std::vector<FirewallRule> firewall;
    bool has_firewall = false;
    std::optional<Provider> provider;
    Span span;
};

/// A user account: declared by a stack, or read from the passwd of a sysroot or this machine.
struct User {
    std::string name;
    Value<std::string> home;
    Value<Mode> home_mode;
    std::vector<Value<std::string>> groups;  // supplementary
    Value<std::string> primary_group;
    Value<std::string> shell;
    bool is_system = true;
    std::optional<std::uint32_t> uid;
    Span span;
};

struct Group {
    std::string name;
    std::optional<std::uint32_t> gid;
    Span span;
};

// --------------------------------------------------------------------------------- code bases

enum class Framework : std::uint8_t { django, flask, fastapi, plain };

/// `static /static/ from /srv/x`: a URL prefix whose files lie in a folder.
struct FilesMapping {
    Value<std::string> url;   // "/static/"; absent for `static none`
    Value<std::string> path;
    bool is_none = false;
    Span span;
};

struct EnvVariable {
    std::string name;
    Value<std::string> value;        // absent for a secret
    Value<std::string> secret_file;  // a file that holds it
    Span span;
};

struct App {
    std::string name;
    Value<Framework> framework;
    Value<std::string> root;
    Value<std::string> venv;
    Value<std::string> python;
    Value<std::string> wsgi;  // "config.wsgi:application"
    Value<std::string> asgi;
    Value<std::string> settings;
    std::vector<Value<std::string>> allowed_hosts;
    std::optional<FilesMapping> static_files;
    std::optional<FilesMapping> media;
    std::vector<EnvVariable> env;
    Value<Size> max_upload;
    Span span;
};

// ---------------------------------------------------------------------------------- processes

/// `runserver` is Django's development server.
enum class ServerKind : std::uint8_t { nginx, uwsgi, gunicorn, daphne, uvicorn, runserver, redis, celery, other };
std::string_view to_text(ServerKind kind);

enum class ManagerKind : std::uint8_t { supervisor, systemd, docker, none };
std::string_view to_text(ManagerKind kind);

/// A word of a command line with its place.
struct Argument {
    std::string text;
    Span span;
    bool has_hole = false;  // its value cannot be known
};

/// A socket that a manager opens and hands to what it starts.
struct HandedSocket {
    Value<Endpoint> endpoint;
    Value<Mode> mode;
    Value<std::string> owner;
    Value<std::string> group;
    Span span;
};

/// A command that a program's start script runs, in the state that the script is in by then.
struct Launch {
    std::vector<Argument> command;
    Value<std::string> directory;
    Value<std::string> user;            // after `su` and `gosu`
    Value<std::string> group;
    Value<Mode> umask;
    Value<std::string> venv;            // the virtualenv that it activated
    std::vector<EnvVariable> environment;  // the program's, and what the script exports
    bool is_environment_known = false;
    bool is_behind_shell = false;       // no `exec`: the shell stays, and gets the signals
    bool is_certain = true;             // false: it may not come to this command
    bool ends = false;                  // a step: the script waits for its end and goes on
};

/// What a manager keeps alive: a supervisor [program:x], a systemd unit, a container.
struct Program {
    ManagerKind manager = ManagerKind::supervisor;
    std::optional<ContainerId> container;  // where it runs; absent: on the machine itself
    std::string name;
    Span name_span;
    Span span;                          // the whole section
    std::vector<Argument> command;      // argv after the manager's own splitting and expansion
    Value<std::string> command_text;
    /// A container's start script, which is given `command` as its arguments; empty: none.
    std::vector<Argument> entrypoint;
    /// What the shell or the script that it starts runs; empty: `command` itself.
    std::vector<Launch> launches;
    Value<std::string> directory;       // the folder it is started in
    Value<std::string> user;            // absent: the manager's own user
    Value<std::string> group;
    std::vector<Value<std::string>> extra_groups;  // systemd's SupplementaryGroups=
    Value<Mode> umask;
    Value<bool> has_private_tmp;        // a /tmp and /var/tmp that nobody else sees
    Value<std::string> root;            // its `/`, where that is another folder of the machine
    std::vector<EnvVariable> environment;
    /// Nothing else stands in its environment: no file of variables that was not read, nothing
    /// that comes from who started the manager.
    bool is_environment_known = false;
    Value<std::string> stop_signal;     // "TERM", without SIG
    Value<Duration> stop_wait;
    Value<bool> autostart;
    Value<bool> stop_as_group;
    Value<std::string> process_name;
    Value<std::uint64_t> copies;        // numprocs
    /// The commands of the further copies, where their number stands in the command.
    std::vector<std::vector<Argument>> other_copies;
    Value<std::string> socket;          // fcgi-program
    Value<Mode> socket_mode;
    Value<std::string> socket_owner;    // "user" or "user:group"
    bool is_fcgi = false;
    std::vector<HandedSocket> sockets;  // from descriptor 3 on (systemd's socket units)
    /// Where the file stands that says all this; its folder is what `%(here)s` means.
    FileId file{};
    bool is_fully_read = true;  // false when something in it could not be understood
};

/// A setting of a server after expansion, under the server's own name for it: uWSGI's
/// `chmod-socket`, gunicorn's `timeout`, redis' `daemonize`.
struct Option {
    std::string name;
    Value<std::string> value;
    Span name_span;
    Span span;  // name and value
};

/// Text handed through to a dialect (`raw uwsgi { … }`).
struct RawText {
    std::string dialect;
    std::string text;
    Span span;
};

enum class RestartPolicy : std::uint8_t { always, on_failure, never };
enum class LogTarget : std::uint8_t { file, journal, standard_output };

/// A server process, or a pool of them under one master.
struct Process {
    ServerKind kind = ServerKind::other;
    std::string name;                  // the service's or program's name, or the config file's stem
    Span span;                         // what to point at when the process as a whole is meant
    std::optional<ProgramId> program;  // who starts it, where that is known
    bool is_behind_shell = false;      // its start script stays, and gets the manager's signals
    std::optional<AppId> app;
    std::vector<HostId> hosts;         // where it runs; empty: everywhere
    /// Where it runs: several where projects share its configuration; empty: on the machine itself.
    std::vector<ContainerId> containers;
    std::optional<FileId> config;      // its configuration file, where there is one
    std::optional<ScopeId> scope;      // nginx: the main scope

    Value<std::string> user;           // after its own uid/user setting, else the program's
    Value<std::string> group;
    std::vector<Value<std::string>> extra_groups;
    Value<Mode> umask;
    Value<std::string> directory;      // against which it resolves a relative socket
    Value<std::string> venv;           // the virtualenv whose Python runs it
    Value<std::string> module;         // "config.wsgi:application"
    Value<bool> is_asgi;               // speaks ASGI to the app
    Value<bool> daemonizes;            // goes to the background after start
    Value<Duration> request_timeout;   // harakiri, gunicorn --timeout
    Value<Size> max_body;
    Value<Size> header_buffer;
    Value<std::uint64_t> workers;      // absent for `auto` in a stack
    Value<std::uint64_t> threads;
    std::vector<Option> options;       // in the order in which they apply
    /// False when part of its configuration could not be read (include outside the tree,
    /// unknown conditional): then nothing follows from what is absent.
    bool is_fully_read = true;

    // What only a stack description states.
    std::string command;               // run "…"
    bool workers_auto = false;
    RestartPolicy restart = RestartPolicy::always;
    LogTarget log_target = LogTarget::file;
    Value<std::string> log_path;
    std::vector<std::string> depends_on;
    std::uint64_t replicas = 1;
    bool reload_graceful = true;
    std::vector<EnvVariable> env;
    bool is_environment_known = false;  // nothing else stands in its environment
    std::vector<RawText> raw;

    /// The last setting of that name, which is the one that counts; null where there is none.
    const Option* option(std::string_view option_name) const;
};

/// A socket that a process binds.
struct Listener {
    ProcessId process{};
    Value<Endpoint> endpoint;
    Protocol protocol = Protocol::unknown;
    Value<Mode> mode;               // Unix: what chmod-socket or the like says
    Value<std::string> owner;       // what chown-socket or the like says
    Value<std::string> group;
    bool reuses_port = false;
    std::uint64_t replica = 0;      // stack: which of the service's replicas, from 0
    Span span;                      // the value that names the address
};

// ------------------------------------------------------------------------------ the front door

/// One directive of a configuration tree after includes.
struct Directive {
    const Document* document = nullptr;
    NodeId id{};

    const Node& node() const { return document->node(id); }
    std::string_view name() const { return node().name.value; }
    std::span<const Word> args() const { return document->args(id); }
    std::string_view arg(std::size_t index) const {
        return index < args().size() ? args()[index].value : std::string_view{};
    }
    Span span() const { return node().header; }
};

/// A block of nginx's configuration with its includes put in place, and the main level.
struct Scope {
    std::string_view kind;  // "main", "http", "server", "location", "upstream", "if", …
    std::optional<ScopeId> parent;
    Directive head;         // the directive that opens it; document is null for main
    std::vector<Directive> directives;  // simple ones, in order, from included files too
    std::vector<ScopeId> children;
    /// False when an include in it could not be resolved: nothing follows from absence.
    bool is_fully_read = true;
};

/// One `listen` of a site.
struct SiteListen {
    Value<Endpoint> endpoint;
    bool is_default = false;
    bool is_tls = false;
    bool is_http2 = false;
    bool is_proxy_protocol = false;
    bool is_redirect_https = false;  // stack: `redirect https`
    bool is_implicit = false;        // nginx's *:80 where no listen is written
    bool is_stream = false;          // a server of the stream or mail module
    bool both_families = false;      // stack: an address without a host stands for IPv4 and IPv6
    Span span;
};

struct TlsFiles {
    Value<std::string> certificate;
    Value<std::string> key;
    std::vector<std::string> protocols;
    Value<Duration> hsts;
    Span span;
};

struct HeaderLine {
    std::string name;
    std::string value;
    Span span;
};

/// A virtual host.
struct Site {
    std::optional<ProcessId> process;  // the nginx that serves it, where that is known
    std::optional<ScopeId> scope;      // nginx: the server block
    std::vector<SiteListen> listens;
    std::vector<Value<std::string>> names;  // as written, lower case
    std::vector<RouteId> routes;
    Span span;       // the header: `server`, `site x`
    FileId file{};
    bool is_fully_read = true;

    // What only a stack description states.
    bool is_default = false;
    std::optional<TlsFiles> tls;
    std::vector<HeaderLine> headers;
    Value<Size> max_body;
    Value<std::string> access_log;  // "off" or a path
    Value<std::string> error_log;
    std::vector<RawText> raw;
};

enum class MatchKind : std::uint8_t { prefix, prefix_no_regex, exact, regex, regex_icase, named, server };

struct RouteMatch {
    MatchKind kind = MatchKind::prefix;
    std::string path;  // "/static/", a regular expression, "@name"; "/" for the server itself
    Span span;
};

/// Forwards to a server; `connection` says where and how.
struct ForwardAction {
    ConnectionId connection{};
    bool is_websocket = false;
    bool strips_prefix = false;
};
/// Serves files: of `root` the whole URL path is appended, of `alias` what follows the prefix.
struct FilesAction {
    Value<std::string> path;
    bool is_alias = false;
    Value<Duration> expires;
    bool lists = false;
    Value<std::string> fallback;
};
struct ReturnAction {
    std::uint16_t code = 0;
    std::string text;
    Span span;
};
struct RedirectAction {
    std::uint16_t code = 0;
    std::string url;
    Span span;
};
/// Nothing of its own, or something that is not modelled.
struct NoAction {};

using RouteAction = std::variant<NoAction, ForwardAction, FilesAction, ReturnAction, RedirectAction>;

struct Route {
    SiteId site{};
    std::optional<ScopeId> scope;  // nginx: the location block, or the server's
    RouteMatch match;
    RouteAction action;
    Span span;

    // What only a stack description states; nginx's own are found through the scope.
    Value<Duration> timeout;
    Value<Size> max_body;
    Value<bool> buffering;
    Value<Duration> cache;
    Value<std::string> limit;
    std::vector<Value<std::string>> allow;
    std::vector<HeaderLine> headers;
    std::vector<RawText> raw;
};

struct UpstreamServer {
    Value<Endpoint> endpoint;
    bool is_down = false;
    bool is_backup = false;
    Span span;
};

/// A named group of servers.
struct Upstream {
    std::string name;
    std::optional<ProcessId> process;  // the nginx that it belongs to
    std::vector<UpstreamServer> servers;
    Span span;       // the name
    bool is_fully_read = true;
};

/// A client's way to a server: nginx's `uwsgi_pass`, a stack's `route … to web`.
struct Connection {
    std::optional<ProcessId> client;   // null: not known who
    std::optional<RouteId> route;
    Protocol protocol = Protocol::unknown;
    /// The addresses it may reach: one, or those of its upstream. Unknown ones included.
    std::vector<Value<Endpoint>> targets;
    std::optional<UpstreamId> upstream;
    Value<ProcessId> service;          // stack: the service or …
    std::optional<std::string> external;  // … external that is named
    std::string uri;                   // the path of `proxy_pass http://x/path`, "" where none
    bool has_variables = false;
    Value<Duration> read_timeout;      // in force here, by default 60 s for nginx
    Value<Size> max_body;              // client_max_body_size in force here
    Span span;                         // the address as written
    Span directive_span;               // the whole directive
};

// ------------------------------------------------------------------------------ other ends

struct External {
    std::string name;
    Value<std::string> url;
    Span span;
};

struct Balancer {
    std::string name;
    std::vector<SiteListen> listens;
    Value<std::string> to;  // a site's name
    std::vector<std::string> hosts;
    Value<std::string> health;
    std::optional<Provider> provider;
    Span span;
};

enum class PathRole : std::uint8_t { socket, log, pid, static_files, media, certificate, working_directory, virtualenv, config, data };
std::string_view to_text(PathRole role);

/// That a process needs a path in the target's tree.
struct PathUse {
    std::string path;  // absolute, normal
    PathRole role = PathRole::data;
    std::optional<ProcessId> process;
    bool is_written = false;
    Span span;
};

/// That something creates a path before it is needed.
struct PathMade {
    std::string path;
    Value<Mode> mode;
    Value<std::string> owner;
    Value<std::string> group;
    bool survives_reboot = true;
    Span span;
};

/// What a sysroot or this machine says about a path. Filled by the session, never by rules.
struct PathState {
    bool exists = false;
    bool is_directory = false;
    std::uint32_t mode = 0;
    std::string owner, group;
};

/// What the description or the command line says about the machine it is for.
struct Target {
    std::string os = "debian 12";
    bool is_os_stated = false;
    bool knows_paths = false;     // a sysroot or --live: `Graph::paths` can be trusted
    bool knows_accounts = false;  // users and groups are those of the machine
    std::map<std::string, std::string> versions;  // "nginx" to "1.22.1", where stackc.toml says so
    std::string profile;          // which `profile` of a stack description is merged in; empty: none
    std::string host;             // which machine `${host}` means; empty: the first
};

/// A file of the deployment in a dialect that stackc knows of but does not read: it may start or
/// bind anything, so nothing follows from what the files that are read leave out.
struct UnreadFile {
    FileId file{};
    std::string dialect;  // "dockerfile", "systemd", …
};

/// A name in a description and what it names: `run shop.wsgi …` uses the app `shop`.
struct NameUse {
    std::string name;
    Span use;
    Span definition;  // the name where it is defined
    friend auto operator<=>(const NameUse&, const NameUse&) = default;
};

/// A stack description's own head.
struct StackInfo {
    std::string name;
    FileId file{};
    ManagerKind manager = ManagerKind::supervisor;
    Span span;
    Span manager_span;
};

// ---------------------------------------------------------------------------------- the graph

class Graph {
  public:
    Target target;
    std::optional<StackInfo> stack;
    std::vector<Host> hosts;
    std::vector<Container> containers;
    std::vector<User> users;
    std::vector<Group> groups;
    std::vector<App> apps;
    std::vector<SettingsModule> settings;
    std::vector<AsgiApp> asgi_apps;
    std::vector<Program> programs;
    std::vector<Process> processes;
    std::vector<Listener> listeners;
    std::vector<Connection> connections;
    std::vector<Upstream> upstreams;
    std::vector<Site> sites;
    std::vector<Route> routes;
    std::vector<Scope> scopes;
    std::vector<External> externals;
    std::vector<Balancer> balancers;
    std::vector<NameUse> name_uses;
    std::vector<PathUse> path_uses;
    std::vector<PathMade> paths_made;
    std::map<std::string, PathState> paths;
    Machine machine;
    /// Which files belong together (see tools/session/deployments.h), by file id.
    std::map<FileId, std::uint32_t> deployments;
    std::vector<UnreadFile> unread_files;
    std::vector<std::shared_ptr<const Document>> documents;  // keeps the spans' texts alive

    const Program& at(ProgramId id) const { return programs.at(id.value); }
    const Process& at(ProcessId id) const { return processes.at(id.value); }
    const Listener& at(ListenerId id) const { return listeners.at(id.value); }
    const Connection& at(ConnectionId id) const { return connections.at(id.value); }
    const Upstream& at(UpstreamId id) const { return upstreams.at(id.value); }
    const Site& at(SiteId id) const { return sites.at(id.value); }
    const Route& at(RouteId id) const { return routes.at(id.value); }
    const Scope& at(ScopeId id) const { return scopes.at(id.value); }
    const App& at(AppId id) const { return apps.at(id.value); }
    const Host& at(HostId id) const { return hosts.at(id.value); }
    const Container& at(ContainerId id) const { return containers.at(id.value); }

    // ------------------------------------------------------------------------------ queries

    /// Whether two files belong to one deployment; cross-file rules look only inside one.
    bool are_together(FileId a, FileId b) const;

    /// The listeners that `target` may reach from `from`'s deployment.
    std::vector<ListenerId> listeners_at(const Endpoint& target, FileId from) const;

    /// The listeners of app servers (not nginx) in the deployment of `file`.
    std::vector<ListenerId> app_listeners(FileId file) const;

    /// Whether anything connects to the listener.
    bool is_connected(ListenerId id) const;

    /// True when part of the deployment's configuration could not be known, so that a listener
    /// may exist that nobody sees: then "nothing binds it" is not proven.
    bool may_have_unseen_listeners(FileId file) const;

    /// The directive `name` that is in force in `scope`: the nearest level that states it
    /// (nginx's rule for single values). Null where no level does.
    const Directive* effective(ScopeId scope, std::string_view name) const;
    /// All uses of `name` at the nearest level that has any (nginx's rule for arrays such as
    /// proxy_set_header, uwsgi_param, add_header).
    std::vector<Directive> inherited(ScopeId scope, std::string_view name) const;
    /// The nearest enclosing scope of `kind`, the scope itself included.
    const Scope* enclosing(ScopeId scope, std::string_view kind) const;

    /// The document of a file, or null where it was not read.
    const Document* document_of(FileId file) const;
    /// What is written at `span`; empty where the file was not read.
    std::string_view text(Span span) const;

    /// The settings that a process uses, where they are known; null otherwise.
    const SettingsModule* settings_of(ProcessId id) const;

    const User* find_user(std::string_view name) const;
    /// The groups of `user`: primary first. Nothing where the account is not known.
    std::optional<std::vector<std::string>> groups_of(std::string_view user) const;
    /// The user as whom nginx's workers run where nginx.conf does not say, by `target.os`.
    std::string default_nginx_user() const;

    template <class Tag, class T>
    static Id<Tag> id_of(const std::vector<T>& table, const T& entry) {
        return {static_cast<std::uint32_t>(&entry - table.data())};
    }
    ListenerId id_of(const Listener& entry) const { return id_of<ListenerTag>(listeners, entry); }
    ConnectionId id_of(const Connection& entry) const { return id_of<ConnectionTag>(connections, entry); }
    ProcessId id_of(const Process& entry) const { return id_of<ProcessTag>(processes, entry); }
    SiteId id_of(const Site& entry) const { return id_of<SiteTag>(sites, entry); }
    RouteId id_of(const Route& entry) const { return id_of<RouteTag>(routes, entry); }
    ScopeId id_of(const Scope& entry) const { return id_of<ScopeTag>(scopes, entry); }
    ProgramId id_of(const Program& entry) const { return id_of<ProgramTag>(programs, entry); }
    ContainerId id_of(const Container& entry) const { return id_of<ContainerTag>(containers, entry); }
};

/// A graph in the making: front ends add to it and fill in what they added before.
class GraphBuilder {
  public:
    Graph graph;

    ProgramId add(Program entry) { return push<ProgramTag>(graph.programs, std::move(entry)); }
    ProcessId add(Process entry) { return push<ProcessTag>(graph.processes, std::move(entry)); }
    ListenerId add(Listener entry) { return push<ListenerTag>(graph.listeners, std::move(entry)); }
    ConnectionId add(Connection entry) { return push<ConnectionTag>(graph.connections, std::move(entry)); }
    UpstreamId add(Upstream entry) { return push<UpstreamTag>(graph.upstreams, std::move(entry)); }
    SiteId add(Site entry) { return push<SiteTag>(graph.sites, std::move(entry)); }
    RouteId add(Route entry) { return push<RouteTag>(graph.routes, std::move(entry)); }
    ScopeId add(Scope entry) { return push<ScopeTag>(graph.scopes, std::move(entry)); }
    AppId add(App entry) { return push<AppTag>(graph.apps, std::move(entry)); }
    HostId add(Host entry) { return push<HostTag>(graph.hosts, std::move(entry)); }
    ContainerId add(Container entry) { return push<ContainerTag>(graph.containers, std::move(entry)); }

    Process& at(ProcessId id) { return graph.processes.at(id.value); }
    Site& at(SiteId id) { return graph.sites.at(id.value); }
    Route& at(RouteId id) { return graph.routes.at(id.value); }
    Scope& at(ScopeId id) { return graph.scopes.at(id.value); }
    Connection& at(ConnectionId id) { return graph.connections.at(id.value); }
    Listener& at(ListenerId id) { return graph.listeners.at(id.value); }
    Program& at(ProgramId id) { return graph.programs.at(id.value); }
    Container& at(ContainerId id) { return graph.containers.at(id.value); }

  private:
    template <class Tag, class T>
    static Id<Tag> push(std::vector<T>& table, T entry) {
        table.push_back(std::move(entry));
        return {static_cast<std::uint32_t>(table.size() - 1)};
    }
};

}  // namespace stackc
