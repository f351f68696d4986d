// The base protocol: messages of JSON text, each behind a header that says its length.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stackc::lsp {

/// Puts bytes together to messages. What is no header is stepped over up to the next one, so
/// that one bad message does not end the conversation.
class FrameReader {
  public:
    static constexpr std::size_t max_message = 512u << 20u;
    static constexpr std::size_t max_header = 16u << 10u;

    void feed(std::string_view bytes);

    struct Frame {
        std::string text;
        bool is_garbage = false;  // `text` says what was wrong with the header
    };
    /// The next whole message, or nothing until more bytes come.
    std::optional<Frame> next();

    /// Whether bytes of an unfinished message wait.
    bool has_partial() const { return at_ < buffer_.size(); }

  private:
    std::optional<Frame> resynchronise(std::string reason, std::size_t from);
    void compact();

    std::string buffer_;
    std::size_t at_ = 0;
    bool is_skipping_ = false;
};

/// `text` behind its header.
std::string frame(std::string_view text);

}  // namespace stackc::lsp
