// Runs independent pieces of work on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace stackc {

/// Calls `work(0)` … `work(count - 1)`, each once, on up to `jobs` threads, and returns when all
/// are done. What a piece throws is thrown again here.
void parallel_for(unsigned jobs, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace stackc
