#include "tools/stackc/workspace_support.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include "compiler/base/text.h"
#include "tools/stackc/output_support.h"

namespace stackc {

void add_workspace_options(CLI::App& command, WorkspaceArguments& arguments) {
    command.add_option("PATH", arguments.paths, "Folders and files, or `-` for standard input")->type_name("");
    command.add_option("--stdin-path", arguments.stdin_path, "Where the text of standard input belongs")->type_name("NAME");
    add_target_options(command, arguments);
}

void add_target_options(CLI::App& command, WorkspaceArguments& arguments) {
    command.add_option("--as", arguments.dialect, "Read the named files, or standard input, as DIALECT")->type_name("DIALECT");
    command.add_option("--context", arguments.context, "Check a lone nginx file as part of this block: main, http, server, location")
        ->type_name("BLOCK");
    command.add_option("--sysroot", arguments.sysroot, "Resolve absolute paths below DIR")->type_name("DIR");
    command.add_option("--map", arguments.maps, "A place in the target lies here: /etc/nginx=deploy/nginx")->type_name("A=B")->allow_extra_args(false);
    command.add_option("--os", arguments.system, "The target's system, such as `debian 12`")->type_name("SYSTEM");
    command.add_flag("--live", arguments.is_live, "Ask this machine about users, groups and paths");
    command.add_option("-j,--jobs", arguments.jobs, "How many threads read files (default: one a processor)")->type_name("N")->check(CLI::Range(0, 1024));
}

std::optional<std::string> read_standard_input() {
    std::string text;
    char buffer[65536];
    while (true) {
        const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            complain(fmt::format("cannot read standard input: {}", std::generic_category().message(errno)));
            return std::nullopt;
        }
        if (got == 0) return text;
        text.append(buffer, static_cast<std::size_t>(got));
        if (text.size() > FileSystem::max_file_size) {
            complain("standard input is larger than 256 MiB");
            return std::nullopt;
        }
    }
}

static Path absolute(const Path& path) {
    Path result = std::filesystem::absolute(path).lexically_normal();
    return result.has_filename() ? result : result.parent_path();
}

/// The deepest folder that holds all of `roots`.
static Path common_folder(const FileSystem& files, const std::vector<Path>& roots) {
    Path common;
    for (const Path& root : roots) {
        const Path folder = files.status(root).kind == FileKind::directory ? root : root.parent_path();
        if (common.empty()) common = folder;
        Path shared;
        for (auto a = common.begin(), b = folder.begin(); a != common.end() && b != folder.end() && *a == *b; ++a, ++b) shared /= *a;
        common = shared;
    }
    return common;
}

static std::string unknown_name(std::string_view what, std::string_view name, const std::vector<std::string_view>& known) {
    const std::optional<std::string_view> guess = nearest(name, known);
    const std::string hint = guess ? fmt::format("did you mean `{}`?", *guess) : fmt::format("known: {}", fmt::join(known, ", "));
    return fmt::format("{} `{}` is not known; {}", what, quoted(name), hint);
}

/// What is wrong with the arguments; empty: nothing.
static std::string find_misuse(const WorkspaceArguments& arguments) {
    const auto stdins = std::count(arguments.paths.begin(), arguments.paths.end(), "-");
    if (stdins > 1) return "standard input (`-`) is named twice";
    if (stdins == 0 && !arguments.stdin_path.empty()) return "`--stdin-path` needs `-` as a PATH";
    if (!arguments.dialect.empty() && find_frontend(arguments.dialect) == nullptr) {
        std::vector<std::string_view> names;
        for (const Frontend* frontend : frontends::all()) names.push_back(frontend->name);
        return unknown_name("dialect", arguments.dialect, names);
    }
    const auto systems = known_systems();
    if (!arguments.system.empty() && std::find(systems.begin(), systems.end(), arguments.system) == systems.end()) {
        return unknown_name("system", arguments.system, {systems.begin(), systems.end()});
    }
    static constexpr std::string_view blocks[] = {"main", "events", "http", "server", "location", "upstream", "if", "limit_except",
                                                  "stream", "stream-server", "stream-upstream", "mail", "mail-server"};
    if (!arguments.context.empty() && std::find(std::begin(blocks), std::end(blocks), arguments.context) == std::end(blocks)) {
        return unknown_name("block", arguments.context, {std::begin(blocks), std::end(blocks)});
    }
    for (const std::string& map : arguments.maps) {
        const std::size_t sign = map.find('=');
        if (!map.starts_with('/') || sign == std::string::npos || sign + 1 == map.size()) {
            return fmt::format("`--map {}` does not say `/place/in/target=folder/here`", quoted(map));
        }
        if (!std::filesystem::exists(map.substr(sign + 1))) return fmt::format("`--map {}`: nothing is there", quoted(map));
    }
    return {};
}

static void apply(const WorkspaceArguments& arguments, SessionOptions& session) {
    session.forced_dialect = arguments.dialect;
    session.context = arguments.context;
    session.is_live = arguments.is_live;
    session.jobs = arguments.jobs != 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());
    if (!arguments.sysroot.empty()) session.sysroot = absolute(arguments.sysroot);
    if (!arguments.system.empty()) {
        session.target.os = arguments.system;
        session.target.is_os_stated = true;
    }
    std::vector<std::pair<std::string, Path>> maps;
    for (const std::string& map : arguments.maps) {
        const std::size_t sign = map.find('=');
        maps.emplace_back(map.substr(0, sign), absolute(map.substr(sign + 1)));
    }
    // What the command line says comes before what the config file says.
    session.maps.insert(session.maps.begin(), maps.begin(), maps.end());
}

/// The config file that was named, or the nearest; nothing when the named one cannot be read.
static std::optional<Config> find_settings(const FileSystem& files, const Path& folder, const GlobalOptions& options) {
    if (options.config.empty()) return load_config(files, folder);
    const Path path = absolute(options.config);
    auto text = files.read(path);
    if (text) return read_config(path, *std::move(text));
    complain(fmt::format("cannot read `{}`: {}", quoted(options.config), text.error().reason));
    return std::nullopt;
}

std::optional<WorkspaceSetup> set_up_workspace(const WorkspaceArguments& arguments, const GlobalOptions& options) {
    if (const std::string misuse = find_misuse(arguments); !misuse.empty()) {
        complain(misuse);
        return std::nullopt;
    }
    WorkspaceSetup setup;
    setup.disk = std::make_unique<DiskFileSystem>();
    setup.overlay = std::make_unique<OverlayFileSystem>(*setup.disk);
    setup.files = setup.overlay.get();
    for (const std::string& path : arguments.paths) {
        if (path != "-") {
            setup.roots.push_back(absolute(path));
            continue;
        }
        std::optional<std::string> text = read_standard_input();
        if (!text) return std::nullopt;
        const Path name = absolute(arguments.stdin_path.empty() ? "<stdin>" : arguments.stdin_path);
        setup.overlay->set(name, *std::move(text));
        setup.roots.push_back(name);
    }
    if (!arguments.sysroot.empty() && setup.files->status(arguments.sysroot).kind != FileKind::directory) {
        complain(fmt::format("`--sysroot {}` is no folder", quoted(arguments.sysroot)));
        return std::nullopt;
    }
    const Path folder = common_folder(*setup.files, setup.roots);
    std::optional<Config> config = find_settings(*setup.files, folder, options);
    if (!config) return std::nullopt;
    setup.config = *std::move(config);
    setup.config.session.root = folder;
    apply(arguments, setup.config.session);
    if (setup.config.session.sysroot) {
        setup.tree = std::make_unique<SysrootFileSystem>(*setup.overlay, *setup.config.session.sysroot);
        setup.files = setup.tree.get();
    }
    return setup;
}

}  // namespace stackc
