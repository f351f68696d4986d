// Finds the end of Lua text inside a `*_by_lua_block`, as lua-nginx-module's own lexer
// (ngx_http_lua_lex.rl) does: braces in strings and comments do not count.
#pragma once

#include <cstddef>
#include <string_view>

namespace stackc::nginx {

/// The bytes of `text` before the brace that closes the block which was just opened; all of
/// `text` where nothing closes it.
std::size_t lua_block_size(std::string_view text);

}  // namespace stackc::nginx
