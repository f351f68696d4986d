#include "tools/session/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "compiler/base/assert.h"

namespace stackc {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    STACKC_ASSERT(done == 1);
    std::string result;
    for (unsigned i = 0; i < size; ++i) result += fmt::format("{:02x}", digest[i]);
    return result;
}

}  // namespace stackc
