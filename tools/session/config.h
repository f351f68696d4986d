// stackc.toml: where it is found and what it says. A mistake in it is a finding with a place in
// the file, with the nearest right spelling.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/session/session.h"

namespace stackc {

/// From which severity on findings make the exit code 1.
enum class FailOn : std::uint8_t { error, warning, info, never };
std::optional<FailOn> parse_fail_on(std::string_view text);

struct Config {
    SessionOptions session;  // what the file sets; `session.config` is the file and its mistakes
    FailOn fail_on = FailOn::warning;
    std::string layout;      // [target] layout; empty: not set

    bool has_problems() const { return session.config != nullptr && !session.config->problems.empty(); }
};

/// The nearest stackc.toml in `folder` or above it.
std::optional<Path> find_config(const FileSystem& files, const Path& folder);

/// What the text of a config file says; relative paths in it are below its folder.
Config read_config(const Path& path, std::string text);

/// The nearest config file's settings, or the defaults where there is none.
Config load_config(const FileSystem& files, const Path& folder);

/// Why `selector` names no rule, with the nearest that exists; empty when it does name one.
std::string describe_unknown_rule(std::string_view selector);

/// The operating systems that a target may be.
std::span<const std::string_view> known_systems();

}  // namespace stackc
