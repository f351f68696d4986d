// Runs shell commands for the tests that start other people's programs.
#pragma once

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace stackc::tests {

struct Outcome {
    int exit_code = -1;
    std::string output;
};

/// What a shell command prints on both outputs, and its exit code.
inline Outcome run(const std::string& command) {
    FILE* pipe = ::popen(("( " + command + " ) 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    Outcome outcome;
    char bytes[4096];
    while (const std::size_t got = std::fread(bytes, 1, sizeof bytes, pipe)) outcome.output.append(bytes, got);
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
    return outcome;
}

/// Says loudly that a test is skipped when `program` is not installed.
inline bool is_missing(const std::string& program) {
    if (run("command -v " + program).exit_code == 0) return false;
    std::printf("SKIPPED: no %s\n", program.c_str());
    return true;
}

}  // namespace stackc::tests
