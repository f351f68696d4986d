#include "tools/session/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace stackc {

/// Below this, starting threads costs more than it saves.
static constexpr std::size_t fewest_to_share = 16;

void parallel_for(unsigned jobs, std::size_t count, const std::function<void(std::size_t)>& work) {
    if (jobs <= 1 || count < fewest_to_share) {
        for (std::size_t i = 0; i < count; ++i) work(i);
        return;
    }
    std::atomic<std::size_t> next = 0;
    std::exception_ptr thrown;
    std::mutex guard;
    const auto take_turns = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            const std::lock_guard lock(guard);
            thrown = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min<std::size_t>(jobs, count); ++i) threads.emplace_back(take_turns);
        take_turns();
    }
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace stackc
