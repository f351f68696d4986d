#include "tools/stackc/progress_support.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace stackc {

using namespace std::chrono_literals;

ProgressBar::ProgressBar(bool is_wanted) : is_wanted_(is_wanted && ::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (is_drawn_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::show(std::size_t done, std::size_t found) {
    if (!is_wanted_ || found == 0) return;
    const Clock::time_point now = Clock::now();
    if (now - start_ < 500ms || now - last_ < 50ms) return;
    static constexpr std::size_t width = 30;
    const std::size_t filled = done * width / found;
    fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {}/{} files\x1b[K", "", filled, "", width - filled, done, found);
    last_ = now;
    is_drawn_ = true;
}

}  // namespace stackc
