// One virtual host as nginx's server blocks, and what these need at the level around them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emitters/emitter.h"
#include "emitters/nginx/printer.h"

namespace stackc {

/// What all sites of one file share: names that must not clash with another stack's, and what
/// the servers turned out to need in front of them.
struct NginxFile {
    const EmitInput& input;
    Emission& out;
    std::string prefix;                // "shop": begins every name made here, as a variable's too
    bool needs_dollar = false;
    bool needs_upgrade = false;
    bool needs_forwarded_proto = false;
    std::vector<std::string> zones;    // limit_req_zone and cache paths, whole directives

    std::string dollar() const { return prefix + "_dollar"; }
    /// `text` as a word in which nothing is a variable.
    std::string literal(std::string_view text, bool keeps_captures = false);
};

/// The words that every `listen` of one address must repeat, whichever server says it.
struct ListenWords {
    bool is_tls = false;
    bool is_http2 = false;
    bool is_proxy_protocol = false;
};
using ListenTable = std::map<Endpoint, ListenWords>;

/// What the sites say of each address together; nginx takes such words for the whole socket.
ListenTable listen_table(const Graph& graph);

/// The addresses that a `listen` stands for: `*` means both families unless it is said.
std::vector<Endpoint> endpoints_of(const SiteListen& listen);

/// `listen` of one address, with what goes with it.
void print_listen(NginxFile& file, NginxPrinter& printer, const Endpoint& endpoint, const ListenWords& words, bool is_default);

/// The servers of `site`: itself, and one that redirects to it.
void print_site(NginxFile& file, NginxPrinter& printer, const Site& site, const ListenTable& table);

/// The server that answers for unknown names on every address that no site is the default of.
void print_catch_all(NginxFile& file, NginxPrinter& printer, const ListenTable& table);

/// One location.
void print_location(NginxFile& file, NginxPrinter& printer, const Site& site, const Route& route);

/// Headers that answers get: nginx forgets the outer ones where a level has any of its own.
void print_headers(NginxFile& file, NginxPrinter& printer, const std::vector<HeaderLine>& headers);

/// The site's headers with `own` put over those of the same name.
std::vector<HeaderLine> headers_with(const Site& site, const std::vector<HeaderLine>& own);

/// True when a request reaches the site over TLS only by way of a load balancer.
bool is_behind_balancer(const Graph& graph, const Site& site);

}  // namespace stackc
