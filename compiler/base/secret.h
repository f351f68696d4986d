// Text that must never be printed: passwords in URLs, values of environment= and .env files.
#pragma once

#include <string>

namespace stackc {

/// Holds a secret. There is no formatter and no conversion for it on purpose.
class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    bool is_empty() const { return text_.empty(); }
    /// For writing it to where it belongs; never for a message.
    const std::string& reveal() const { return text_; }

  private:
    std::string text_;
};

}  // namespace stackc
