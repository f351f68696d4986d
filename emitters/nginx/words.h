// Text as a word of nginx's configuration language: whatever it holds, it ends nothing.
#pragma once

#include <string>
#include <string_view>

namespace stackc::nginx_words {

/// The word that means `text` where nginx reads no variables: quoted when it must be.
std::string word(std::string_view text);

/// The word that means `text` where nginx would replace variables: a `$` becomes the variable
/// `dollar`, which the file defines. Captures (`$1`) stay when `keeps_captures`.
std::string literal(std::string_view text, std::string_view dollar, bool keeps_captures = false);

/// A folder's path with one slash at its end.
std::string with_slash(std::string_view path);

}  // namespace stackc::nginx_words
