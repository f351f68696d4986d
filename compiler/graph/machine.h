// What the machine itself says, with --live or --sysroot, beyond accounts and the state of
// paths: programs that managers start, Python modules that servers import, addresses that are
// taken. The session fills it; rules only read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/graph/endpoint.h"
#include "compiler/graph/value.h"

namespace stackc {

class Graph;
struct Process;
struct Program;

/// A command's first word, looked up as its manager does.
struct CommandState {
    enum class Verdict : std::uint8_t { startable, missing, not_executable, is_folder, interpreter_missing };
    Id<struct ProgramTag> program{};
    Span span;                // the word
    std::string path;         // where it lies or should lie; a bare name where no folder has it
    Verdict verdict = Verdict::startable;
    std::string interpreter;  // what the first line of a script names
    bool is_certain = true;   // false: the folders of PATH are those that systems have, not stated
};

/// What a name that a server imports leads to.
struct ModuleState {
    enum class Role : std::uint8_t { application, settings };
    Id<struct ProcessTag> process{};
    Role role = Role::application;
    std::string module;                 // "config.wsgi"
    std::string callable;               // "application"; empty: none is looked up
    Span span;                          // where it is said, or the application's where a file of Python says it
    bool is_found = false;
    std::string path;                   // the file, where it is found
    std::string missing;                // "config" or "config.wsgi": the first part that is not there
    std::vector<std::string> searched;  // the folders that have it not, in Python's order
    std::string said_in;                // settings: the Python file that names them; empty: `span` does
    bool has_callable = true;           // false: nothing in the file can be the callable
    bool is_wsgi = false, is_asgi = false;  // what the file makes of Django or another framework
    bool is_certain = true;             // false: Python may look in folders that nobody can tell
};

/// A TCP address that a running process listens on.
struct AddressInUse {
    TcpEndpoint endpoint;
    std::string program;  // its command line; empty where it may not be seen
    std::uint64_t pid = 0;
};

struct Machine {
    std::vector<CommandState> commands;
    std::vector<ModuleState> modules;
    std::vector<AddressInUse> addresses;
};

/// Whether it runs on the machine itself: in a container paths, accounts and ports are others.
bool runs_here(const Program& program);
bool runs_here(const Graph& graph, const Process& process);

/// True when the machine or sysroot proves that nothing lies at `path` (absolute), and no file of
/// the deployment says that somebody makes it.
bool is_missing(const Graph& graph, const std::string& path);

}  // namespace stackc
