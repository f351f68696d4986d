// The options that say which files belong together and what they are for, common to all
// commands that analyse a workspace.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/session/config.h"
#include "tools/session/sysroot_files.h"
#include "tools/stackc/command.h"

namespace CLI {
class App;
}

namespace stackc {

struct WorkspaceArguments {
    std::vector<std::string> paths{"."};  // `-` is standard input
    std::string dialect;
    std::string stdin_path;
    std::string context;
    std::string sysroot;
    std::vector<std::string> maps;
    std::string system;
    bool is_live = false;
    unsigned jobs = 0;
};

/// Declares PATH and the options of WorkspaceArguments.
void add_workspace_options(CLI::App& command, WorkspaceArguments& arguments);

/// The options of WorkspaceArguments alone, for commands whose words are not all paths.
void add_target_options(CLI::App& command, WorkspaceArguments& arguments);

/// Standard input as a whole; nothing, with a message on standard error, when it cannot be read.
std::optional<std::string> read_standard_input();

/// The place of the work as the arguments, the config file and standard input give it.
struct WorkspaceSetup {
    const FileSystem* files = nullptr;
    std::vector<Path> roots;
    Config config;

    // What `files` is made of.
    std::unique_ptr<DiskFileSystem> disk;
    std::unique_ptr<OverlayFileSystem> overlay;
    std::unique_ptr<SysrootFileSystem> tree;
};

/// Gathers it all; nothing, with a message on standard error, when the arguments cannot be used.
std::optional<WorkspaceSetup> set_up_workspace(const WorkspaceArguments& arguments, const GlobalOptions& options);

}  // namespace stackc
