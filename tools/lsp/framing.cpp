#include "tools/lsp/framing.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::lsp {

static constexpr std::string_view length_name = "Content-Length";

/// The length that a header names, or nothing where it names none that can be meant.
static std::optional<std::size_t> content_length(std::string_view header) {
    std::optional<std::size_t> result;
    for (const std::string_view line : split(header, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (!equals_ignoring_case(trim(line.substr(0, colon)), length_name)) continue;
        const std::optional<std::uint64_t> number = parse_number(trim(line.substr(colon + 1)));
        if (!number || *number > FrameReader::max_message) return std::nullopt;
        result = static_cast<std::size_t>(*number);
    }
    return result;
}

/// Where the header that starts at `from` ends: just behind its empty line.
static std::size_t header_end(std::string_view buffer, std::size_t from) {
    // A header is short: the rest of a long message is not searched again with every piece.
    const std::string_view head = buffer.substr(from, FrameReader::max_header + 4);
    const std::size_t strict = head.find("\r\n\r\n");
    const std::size_t loose = head.find("\n\n");
    if (strict == std::string_view::npos && loose == std::string_view::npos) return strict;
    return from + (strict < loose ? strict + 4 : loose + 2);
}

void FrameReader::feed(std::string_view bytes) { buffer_.append(bytes); }

void FrameReader::compact() {
    // Only now and then, so that many small messages in one read cost no copies.
    if (at_ < buffer_.size() && at_ < (1u << 20u)) return;
    buffer_.erase(0, at_);
    at_ = 0;
}

std::optional<FrameReader::Frame> FrameReader::resynchronise(std::string reason, std::size_t from) {
    const std::size_t next = buffer_.find(length_name, from);
    if (next != std::string::npos) {
        at_ = next;
    } else {
        // The name may be cut in two by the end of what has come so far.
        at_ = std::max(from, buffer_.size() - std::min(buffer_.size(), length_name.size() - 1));
    }
    const bool was_skipping = is_skipping_;
    is_skipping_ = next == std::string::npos;
    compact();
    if (was_skipping) return is_skipping_ ? std::nullopt : this->next();
    return Frame{std::move(reason), true};
}

std::optional<FrameReader::Frame> FrameReader::next() {
    if (at_ >= buffer_.size()) return std::nullopt;
    if (is_skipping_) return resynchronise({}, at_);
    const std::size_t body = header_end(buffer_, at_);
    if (body == std::string::npos) {
        if (buffer_.size() - at_ > max_header) return resynchronise("a header without an end", at_ + 1);
        return std::nullopt;
    }
    const std::string_view header = std::string_view(buffer_).substr(at_, body - at_);
    const std::optional<std::size_t> length = content_length(header);
    if (!length) return resynchronise("a header without a usable Content-Length", body);
    if (buffer_.size() - body < *length) return std::nullopt;
    Frame result{buffer_.substr(body, *length), false};
    at_ = body + *length;
    compact();
    return result;
}

std::string frame(std::string_view text) {
    return fmt::format("Content-Length: {}\r\n\r\n{}", text.size(), text);
}

}  // namespace stackc::lsp
