// For mistakes of our own: the program says where and stops. Never for bad input.
#pragma once

namespace stackc {

/// Prints what was violated and where, then aborts.
[[noreturn]] void assertion_failed(const char* claim, const char* file, int line);

/// Ends a switch over an enum whose every value has returned.
[[noreturn]] void unreachable(const char* what);

}  // namespace stackc

#define STACKC_ASSERT(claim) \
    (static_cast<bool>(claim) ? void(0) : ::stackc::assertion_failed(#claim, __FILE__, __LINE__))
