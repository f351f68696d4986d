// Addresses as nginx's ngx_parse_url reads them (src/core/ngx_inet.c 1.22.1): what it would say
// of one, without asking the name service.
#pragma once

#include <string_view>

namespace stackc::nginx {

enum class AddressUse : unsigned char {
    listen,    // a port alone is enough
    server,    // of an upstream: the port may be left out
    pass,      // uwsgi_pass and its like, `stream`'s proxy_pass: without a port it names an upstream
    url,       // proxy_pass, after the scheme: a path may follow
    stream,    // upstreams of `stream`: the port must be there
};

/// nginx's own words ("invalid port"); empty where the address is well formed.
std::string_view address_fault(std::string_view text, AddressUse use);

/// True for `10.0.0.0/8`, `2001:db8::/32`, one address, as `allow` and `geo` take them.
bool is_network(std::string_view text);

}  // namespace stackc::nginx
