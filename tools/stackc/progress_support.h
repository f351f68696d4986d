// A progress bar on standard error, for work that lasts.
#pragma once

#include <chrono>
#include <cstddef>

namespace stackc {

/// Draws nothing unless standard error is a terminal and half a second has passed; wipes what
/// it drew when it goes.
class ProgressBar {
  public:
    explicit ProgressBar(bool is_wanted);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar();

    void show(std::size_t done, std::size_t found);

  private:
    using Clock = std::chrono::steady_clock;
    bool is_wanted_;
    bool is_drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace stackc
