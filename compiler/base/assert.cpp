#include "compiler/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace stackc {

void assertion_failed(const char* claim, const char* file, int line) {
    std::fprintf(stderr, "stackc: internal error: %s at %s:%d\nThis is a defect of stackc; please report it.\n",
                 claim, file, line);
    std::abort();
}

void unreachable(const char* what) { assertion_failed(what, "switch", 0); }

}  // namespace stackc
