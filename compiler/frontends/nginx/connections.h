// Reads `upstream` blocks and the directives that forward: proxy_pass, uwsgi_pass and their kin.
#pragma once

#include <map>
#include <string>

#include "compiler/frontends/nginx/expand.h"

namespace stackc::nginx {

/// The upstreams of one instance by lower-case name; those of `stream` apart.
struct Upstreams {
    std::map<std::string, UpstreamId> http;
    std::map<std::string, UpstreamId> stream;
};

/// Adds the upstreams of the instance to the graph; reports a name used twice (NGX017).
Upstreams read_upstreams(const Expansion& expansion, GraphBuilder& builder, Reporter& report);

/// True for directives that forward a request, such as `uwsgi_pass`.
bool is_pass(std::string_view directive);

/// The connection that `pass`, a directive of `scope`, makes.
Connection read_connection(const Expansion& expansion, const GraphBuilder& builder, const Upstreams& upstreams, ScopeId scope,
                           const Directive& pass);

}  // namespace stackc::nginx
