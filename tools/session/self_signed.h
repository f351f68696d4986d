// A certificate for trying a site on one's own machine, where the real one is not.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace stackc {

struct KeyPair {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

/// A new self-signed certificate for `names`, good for ten years; nothing when OpenSSL fails.
std::optional<KeyPair> make_self_signed(std::span<const std::string> names);

}  // namespace stackc
