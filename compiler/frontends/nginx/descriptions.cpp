// The directives that most files hold, in words of ours; the others are told by their table entry.
#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/frontends/nginx/editor.h"

namespace stackc::nginx {

static constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"listen",
     "The address and port of a site. `default_server` makes it answer for names that no site has; "
     "`ssl` speaks TLS."},
    {"server_name",
     "The host names of a site; the others go to the default server of the address."},
    {"location",
     "What is done for URLs: a prefix, the longest wins; `= /x` exactly; `^~` keeps regular "
     "expressions away; `~` a regular expression, the first wins."},
    {"root",
     "The folder to which the whole URL path is appended: `/static/a.css` is looked for in "
     "`ROOT/static/a.css`."},
    {"alias",
     "The folder that takes the place of the location: what follows the location is appended. Both "
     "end in `/`, or neither."},
    {"index", "The file that answers for a folder."},
    {"try_files",
     "Looks for files one after another; the last word is where the request goes instead: a URL, "
     "`@name` or `=404`."},
    {"proxy_pass",
     "Sends the request over HTTP to an address or `upstream`. With a path after the address, that "
     "path takes the place of the location; without one the URL stays."},
    {"uwsgi_pass",
     "Sends the request over the uwsgi protocol: the other end is uWSGI's `socket`, not its "
     "`http-socket`, nor gunicorn. Needs `include uwsgi_params;`."},
    {"fastcgi_pass", "Sends the request over FastCGI. Needs `include fastcgi_params;`."},
    {"upstream", "A named group of servers that `proxy_pass` and `uwsgi_pass` may send to."},
    {"proxy_set_header",
     "A header of the request that is sent on. One such line in a block drops all those of the "
     "blocks around it. `Host $host` is what Django looks at."},
    {"uwsgi_param",
     "A variable of the request that is sent on. One such line in a block drops all those of the "
     "blocks around it."},
    {"add_header",
     "A header of the answer. One such line in a block drops all those of the blocks around it; "
     "errors have it with `always` alone."},
    {"proxy_read_timeout",
     "How long nginx waits for the next piece of the answer, 60 s by default; then 504. For "
     "WebSockets: how long they may be silent."},
    {"uwsgi_read_timeout",
     "How long nginx waits for the next piece of the answer, 60 s by default; then 504. `harakiri` "
     "belongs above it."},
    {"proxy_connect_timeout", "How long nginx waits for a connection, 60 s by default."},
    {"proxy_http_version",
     "The protocol's version towards the server, 1.0 by default; WebSockets and kept connections "
     "need 1.1."},
    {"proxy_buffering",
     "Whether nginx takes the answer at once and gives it to the client at its pace; `off` for "
     "streams."},
    {"proxy_redirect", "Changes the address in `Location` headers of answers."},
    {"client_max_body_size", "The largest upload, 1m by default: more is 413. 0 is no limit."},
    {"client_body_timeout", "How long nginx waits for the next piece of an upload."},
    {"ssl_certificate",
     "The certificate with those that lead to its issuer (`fullchain.pem`). A missing file keeps "
     "nginx from starting."},
    {"ssl_certificate_key", "The certificate's key; root alone may read it."},
    {"ssl_protocols", "The versions of TLS; `TLSv1.2 TLSv1.3` is right today."},
    {"return", "Answers at once: a code with a text, or a redirect. Nothing after it counts."},
    {"rewrite",
     "Changes the URL by a regular expression; for plain redirects `return` is simpler."},
    {"if",
     "Does something under a condition. In a location safe with `return` and `rewrite` alone."},
    {"map", "Makes a variable out of another."},
    {"include",
     "Takes in files: relative to nginx's own folder, /etc/nginx. A pattern that matches nothing "
     "is no error."},
    {"user", "As whom the workers run; they must be able to read files and to write to sockets."},
    {"worker_processes", "How many workers; `auto` is one a processor."},
    {"worker_connections", "How many connections a worker has, those to servers included."},
    {"daemon",
     "`off` keeps nginx in the foreground, as supervisor, systemd with `Type=exec` and containers "
     "need it."},
    {"pid", "The file with the process number."},
    {"error_log", "The error log and its level: `error_log off` writes to a file called off."},
    {"access_log", "The access log and its form; `off` for none."},
    {"server", "A site, or in an `upstream` one of its servers."},
    {"keepalive",
     "How many idle connections to the servers are kept. Needs `proxy_http_version 1.1` and an "
     "empty `Connection` header."},
    {"keepalive_timeout",
     "How long an idle connection of a client stays open, 75 s by default; longer than the "
     "balancer's in front."},
    {"gzip", "Compresses answers, HTML alone unless `gzip_types` names more."},
    {"expires", "Tells clients how long they may keep the answer."},
    {"autoindex", "Lists folders that have no index file."},
    {"resolver", "The name server for names in variables; without it they cannot be resolved."},
    {"set_real_ip_from", "Whose `X-Forwarded-For` tells the client's address: the balancer."},
    {"real_ip_header", "Which header tells the client's address."},
    {"limit_req", "Limits requests, as `limit_req_zone` says."},
    {"auth_basic", "Asks for a name and password."},
    {"internal", "Only for redirects from inside: clients get 404."},
    {"large_client_header_buffers",
     "How long a request's line and headers may be; more is 414 or 400."},
};

std::string_view description_of(std::string_view directive) {
    const auto found = std::find_if(std::begin(texts), std::end(texts),
                                    [&](const auto& entry) { return entry.first == directive; });
    return found == std::end(texts) ? std::string_view{} : found->second;
}

}  // namespace stackc::nginx
