// A command of the program: one file that sets up its arguments and runs.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace stackc {

enum class ColorChoice : unsigned char { automatic, always, never };

/// What every command understands.
struct GlobalOptions {
    ColorChoice color = ColorChoice::automatic;
    bool quiet = false;
    std::string config;
};

/// Exit codes of the product contract.
inline constexpr int exit_done = 0;
inline constexpr int exit_findings = 1;
inline constexpr int exit_failed = 2;

struct Command {
    std::string_view name;
    /// Declares the subcommand and its options; the function it returns runs it and gives the
    /// exit code. `options` outlives the run.
    std::function<int()> (*declare)(CLI::App& program, const GlobalOptions& options) = nullptr;
};

namespace commands {
std::span<const Command* const> all();
}  // namespace commands

}  // namespace stackc
