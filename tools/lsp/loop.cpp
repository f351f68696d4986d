#include "tools/lsp/loop.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "tools/lsp/framing.h"

namespace stackc::lsp {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// The two pipes and what has come through them.
class Pipes {
  public:
    Pipes(int input, int output) : input_(input), output_(output) {}

    bool is_open() const { return is_open_; }
    FrameReader& frames() { return frames_; }

    /// Takes what there is to read; waits for it up to `patience`, or for ever.
    bool read(std::optional<Milliseconds> patience) {
        pollfd wanted{input_, POLLIN, 0};
        const int timeout = patience ? static_cast<int>(patience->count()) : -1;
        const int ready = ::poll(&wanted, 1, timeout);
        if (ready == 0 || (ready < 0 && errno == EINTR)) return false;
        static thread_local char bytes[1u << 16];
        const ssize_t got = ready < 0 ? -1 : ::read(input_, bytes, sizeof bytes);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return false;
        if (got <= 0) {
            is_open_ = false;
            return false;
        }
        frames_.feed({bytes, static_cast<std::size_t>(got)});
        return true;
    }

    void write(std::string_view text) {
        while (!text.empty() && is_open_) {
            const ssize_t put = ::write(output_, text.data(), text.size());
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) is_open_ = false;  // nobody listens any more
            else text.remove_prefix(static_cast<std::size_t>(put));
        }
    }

  private:
    int input_, output_;
    bool is_open_ = true;
    FrameReader frames_;
};

/// Waits with the analysis while the client is still talking: as long as the last one took, so
/// that a small workspace answers at once and a big one is not analysed for every key.
class Patience {
  public:
    static constexpr Milliseconds most{150};    // between two messages
    static constexpr Milliseconds longest{600};  // altogether

    void reset() { is_waiting_ = false; }
    Milliseconds left(Milliseconds last_duration) {
        const Clock::time_point now = Clock::now();
        if (!is_waiting_) since_ = now;
        is_waiting_ = true;
        const auto waited = std::chrono::duration_cast<Milliseconds>(now - since_);
        return std::max(Milliseconds{0}, std::min({last_duration, most, longest - waited}));
    }

  private:
    Clock::time_point since_{};
    bool is_waiting_ = false;
};

}  // namespace

static void take_frames(Server& server, FrameReader& frames) {
    while (std::optional<FrameReader::Frame> frame = frames.next()) {
        if (frame->is_garbage) server.refuse_header(frame->text);
        else server.enqueue(frame->text);
    }
}

static void flush(Server& server, Pipes& pipes) {
    for (const std::string& text : server.take_output()) pipes.write(frame(text));
}

int run(Server& server, int input, int output) {
    ::signal(SIGPIPE, SIG_IGN);
    Pipes pipes(input, output);
    Patience patience;
    while (server.phase() != Phase::exited) {
        // All that has come is taken before anything is done, so that edits add up and a
        // cancelled request is never begun.
        while (pipes.read(Milliseconds{0})) take_frames(server, pipes.frames());
        flush(server, pipes);
        if (server.has_messages()) {
            server.handle_next();
        } else if (!pipes.is_open()) {
            break;
        } else if (!server.has_work()) {
            if (pipes.read(std::nullopt)) take_frames(server, pipes.frames());
        } else if (pipes.read(patience.left(server.projects().last_duration()))) {
            take_frames(server, pipes.frames());
        } else {
            server.settle();
            patience.reset();
        }
    }
    flush(server, pipes);
    return server.exit_code();
}

}  // namespace stackc::lsp
