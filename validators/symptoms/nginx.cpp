// What nginx writes when a deployment is broken. Texts of nginx 1.22.1, src/core, src/http.
#include "validators/symptoms/symptom.h"

namespace stackc::symptoms {

static constexpr Symptom
    table
        [] =
            {
                {.name = "socket-permission-denied",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) to (?<socket>unix:.+?) failed \(13: Permission denied\))",
                 .meaning =
                     "nginx's user may not write to the socket, or may not pass a folder above it",
                 .advice = "see who nginx runs as (`user`), and `namei -l` of the socket: the user "
                           "needs write on "
                           "the socket and `x` on every folder above it",
                 .rules = "XST006 XST007 XST062 XST009 XST065 XST150",
                 .sample =
                     R"(2026/11/20 10:00:00 [crit] 29#29: *1 connect() to unix:/run/demo/uwsgi.sock failed (13: Permission denied) while connecting to upstream, client: 127.0.0.1, server: demo.test, request: "GET / HTTP/1.1", upstream: "uwsgi://unix:/run/demo/uwsgi.sock:", host: "demo.test")"},
                {.name = "socket-missing",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) to (?<socket>unix:.+?) failed \(2: No such file or directory\))",
                 .meaning = "nothing has made the socket that nginx connects to: another path is "
                            "bound, or the app "
                            "server is not running",
                 .advice = "compare the path with what the app server binds; if they are equal, "
                           "its own log says why "
                           "it stopped",
                 .rules = "XST001 XST003 UWS004 UWS008 XST080 XST009 XST010 XST012 XST040 NGX024 XST113 XST152 *",
                 .sample = "[crit] connect() to unix:/run/demo/gunicorn.sock failed (2: No such "
                           "file or directory) while connecting to upstream"},
                {.name = "socket-refused",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) to (?<socket>unix:.+?) failed \(111: Connection refused\))",
                 .meaning = "the socket file is there, but nobody listens on it any more",
                 .advice = "the app server has died or was started again without removing it: read "
                           "its log",
                 .rules = "XST016 XST001 XST015 *",
                 .sample = "[error] 29#29: *3 connect() to unix:/run/demo/gunicorn.sock failed "
                           "(111: Connection refused) while connecting to upstream"},
                {.name = "socket-path-has-more",
                 .program = "nginx",
                 .pattern = R"(connect\(\) to (?<socket>unix:.+?) failed \(20: Not a directory\))",
                 .meaning = "what follows the socket was read as part of its path",
                 .advice = "write `:` between the socket and the rest",
                 .rules = "NGX024",
                 .sample = "[crit] connect() to unix:/run/app.sock/api failed (20: Not a "
                           "directory) while connecting to upstream"},
                {.name = "socket-queue-full",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) to (?<socket>unix:.+?) failed \(11: Resource temporarily unavailable\))",
                 .meaning = "the socket's queue is full: more requests wait than it holds",
                 .advice = "more workers, or a longer queue (`listen` of uWSGI, `backlog` of "
                           "gunicorn) and "
                           "`net.core.somaxconn`",
                 .rules = "UWS018",
                 .sample = "[error] 29#29: *9 connect() to unix:/run/demo/uwsgi.sock failed (11: "
                           "Resource temporarily unavailable) while connecting to upstream"},
                {.name = "port-refused",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) failed \(111: (?:Unknown error|Connection refused)\) while connecting to upstream(?:.*?upstream: "[a-z]+://(?<socket>\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "nothing listens on the address that nginx connects to",
                 .advice = "compare the address with what the app server binds; if they are equal, "
                           "its own log says "
                           "why it stopped",
                 .rules = "XST002 XST003 UWS001 XST041 DKR001 XST016 XST005 *",
                 .sample =
                     R"([error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: demo.test, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:8000/", host: "demo.test")"},
                {.name = "upstream-unreachable",
                 .program = "nginx",
                 .pattern =
                     R"(connect\(\) failed \((?:113: .*?|110: .*?|101: .*?)\) while connecting to upstream(?:.*?upstream: "[a-z]+://(?<socket>\[?[\w.:-]+\]?:\d+))?|upstream timed out \(110: [^)]*\) while connecting to upstream(?:.*?upstream: "[a-z]+://(?<socket2>\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "no way leads to the upstream's address: a firewall drops it, or the "
                            "host is another",
                 .advice = "look at firewalls and security groups between the two machines",
                 .rules = "XST046 XST041 XST043",
                 .sample =
                     R"([error] 29#29: *1 connect() failed (113: No route to host) while connecting to upstream, upstream: "http://10.0.1.12:8000/")"},
                {.name = "upstream-timed-out",
                 .program = "nginx",
                 .pattern =
                     R"(upstream timed out \(110: [^)]*\)(?: while reading (?:response header from )?upstream)?(?:.*?upstream: "[a-z]+://(?<socket>unix:[^"]+?:|\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "the application did not answer within nginx's `*_read_timeout`, 60 s "
                            "by default",
                 .advice = "make the request faster or move it to a queue; else raise the time-out "
                           "here and the app "
                           "server's above it",
                 .rules = "XST049 XST005 XST038 XST108",
                 .sample =
                     R"([error] 29#29: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 127.0.0.1, server: demo.test, request: "GET /slow HTTP/1.1", upstream: "uwsgi://unix:/run/demo/uwsgi.sock:", host: "demo.test")"},
                {.name = "upstream-closed",
                 .program = "nginx",
                 .pattern =
                     R"(upstream prematurely closed connection(?:.*?upstream: "[a-z]+://(?<socket>unix:[^"]+?:|\[?[\w.:-]+\]?:\d+))?)",
                 .meaning =
                     "the app server took the connection and closed it without an answer: another "
                     "protocol "
                     "than it speaks, a request it could not read, or a worker that was killed",
                 .advice = "read the app server's log at that moment",
                 .rules = "XST004 XST005 UWS001 NGX027 XST049 XST108 UWS002",
                 .sample =
                     R"([error] 29#29: *1 upstream prematurely closed connection while reading response header from upstream, client: 127.0.0.1, server: demo.test, request: "GET / HTTP/1.1", upstream: "uwsgi://unix:/run/demo/uwsgi.sock:", host: "demo.test")"},
                {.name = "upstream-reset",
                 .program = "nginx",
                 .pattern =
                     R"((?:recv|writev|send)\(\) failed \((?:104: Connection reset by peer|32: Broken pipe)\).*upstream(?:.*?upstream: "[a-z]+://(?<socket>unix:[^"]+?:|\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "the app server closed the connection in the middle: another protocol, "
                            "a killed worker, "
                            "or an upload that it did not read",
                 .advice = "read the app server's log at that moment",
                 .rules = "XST004 XST005 XST050 XST049 NGX075",
                 .sample =
                     R"([error] 29#29: *1 recv() failed (104: Connection reset by peer) while reading response header from upstream, upstream: "http://127.0.0.1:8000/")"},
                {.name = "upstream-bad-answer",
                 .program = "nginx",
                 .pattern =
                     R"(upstream sent (?:no valid|unsupported|invalid|too long|unexpected) (?:HTTP|uwsgi|FastCGI|header|status|chunked)(?:.*?upstream: "[a-z]+://(?<socket>unix:[^"]+?:|\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "what came back is not the protocol that nginx speaks here",
                 .advice = "`uwsgi_pass` needs a uwsgi socket, `proxy_pass` an HTTP one",
                 .rules = "XST004 XST005",
                 .sample =
                     R"([error] 29#29: *1 upstream sent no valid HTTP/1.0 header while reading response header from upstream, upstream: "http://127.0.0.1:8000/")"},
                {.name = "header-too-big",
                 .program = "nginx",
                 .pattern =
                     R"(upstream sent too big header(?:.*?upstream: "[a-z]+://(?<socket>unix:[^"]+?:|\[?[\w.:-]+\]?:\d+))?)",
                 .meaning = "the answer's headers (cookies, as a rule) do not fit into nginx's "
                            "buffer of 4k or 8k",
                 .advice = "raise `proxy_buffer_size` or `uwsgi_buffer_size` to 16k, and "
                           "`*_buffers` with it",
                 .rules = "",
                 .sample = "[error] 29#29: *1 upstream sent too big header while reading response "
                           "header from upstream"},
                {.name = "body-too-large",
                 .program = "nginx",
                 .pattern =
                     R"(client intended to send too large body: (?<size>\d+) bytes(?:.*?server: (?<site>[^, ]+))?)",
                 .meaning = "the upload is larger than `client_max_body_size`, 1m by default: the "
                            "client gets 413",
                 .advice = "raise `client_max_body_size` where uploads go",
                 .rules = "XST050 XST140",
                 .sample =
                     R"([error] 29#29: *1 client intended to send too large body: 200000 bytes, client: 127.0.0.1, server: demo.test, request: "POST /upload HTTP/1.1", host: "demo.test")"},
                {.name = "no-live-upstreams",
                 .program = "nginx",
                 .pattern =
                     R"(no live upstreams while connecting to upstream(?:.*?upstream: "[a-z]+://(?<upstream>[^/"]+))?)",
                 .meaning = "every server of the group failed in the last `fail_timeout` (10 s)",
                 .advice = "the lines before this one say why",
                 .rules = "",
                 .sample =
                     R"([error] 29#29: *5 no live upstreams while connecting to upstream, client: 127.0.0.1, server: demo.test, request: "GET / HTTP/1.1", upstream: "uwsgi://demo_uwsgi", host: "demo.test")",
                 .is_consequence = true},
                {.name = "config-file-missing",
                 .program = "nginx",
                 .pattern =
                     R"x(open\(\) "(?<file>[^"]+)" failed \(2: No such file or directory\) in (?<config>\S+?):(?<line>\d+))x",
                 .meaning = "a file that the configuration includes is not there",
                 .advice = "relative names are resolved against nginx's own folder, /etc/nginx",
                 .rules = "NGX009 NGX028 *",
                 .sample =
                     R"(nginx: [emerg] open() "/etc/nginx/uwsgi.params" failed (2: No such file or directory) in /etc/nginx/sites-enabled/demo.conf:23)"},
                {.name = "file-permission-denied",
                 .program = "nginx",
                 .pattern =
                     R"x((?:open\(\) |stat\(\) |")"?(?<file>/[^"]+)" (?:failed|is forbidden) \(13: Permission denied\))x",
                 .meaning = "nginx's user may not read the file, or may not pass a folder above it",
                 .advice = "`namei -l` of the file: nginx's user needs `x` on every folder above "
                           "it; home folders "
                           "are 0700 or 0750",
                 .rules = "XST008 XST150 XST141",
                 .sample =
                     R"([error] 29#29: *1 open() "/home/demo/static/site.css" failed (13: Permission denied), client: 127.0.0.1, server: demo.test)"},
                {.name = "file-missing",
                 .program = "nginx",
                 .pattern =
                     R"x((?:open|stat)\(\) "(?<file>/[^"]+)" failed \(2: No such file or directory\))x",
                 .meaning = "the file is not where nginx looks for it",
                 .advice = "compare the path in the line with where the files lie: `root` appends "
                           "the whole URL, "
                           "`alias` what follows the location",
                 .rules = "NGX035 NGX036 NGX040 XST018 XST020 NGX088 NGX085 XST101 XST118",
                 .sample =
                     R"([error] 29#29: *1 open() "/srv/demo/staticsite.css" failed (2: No such file or directory), client: 127.0.0.1, server: demo.test, request: "GET /static/site.css HTTP/1.1")"},
                {.name = "folder-listing-forbidden",
                 .program = "nginx",
                 .pattern = R"x(directory index of "(?<file>/[^"]+)" is forbidden)x",
                 .meaning = "the URL is a folder without an index file: the client gets 403",
                 .advice =
                     "name an `index`, or send the request on to the application with `try_files`",
                 .rules = "NGX037 NGX107",
                 .sample =
                     R"([error] 29#29: *1 directory index of "/srv/demo/static/" is forbidden, client: 127.0.0.1)"},
                {.name = "port-taken",
                 .program = "nginx",
                 .pattern =
                     R"(bind\(\) to (?<socket>\S+) failed \(98: (?:Unknown error|Address already in use)\))",
                 .meaning = "another process listens on that address already",
                 .advice = "`ss -ltnp` names it; under supervisor, an nginx without `daemon off` "
                           "is its own rival",
                 .rules = "SUP007 XST016 NGX093 XST015",
                 .sample = "nginx: [emerg] bind() to 127.0.0.1:18080 failed (98: Address already "
                           "in use)"},
                {.name = "port-not-allowed",
                 .program = "nginx",
                 .pattern = R"(bind\(\) to (?<socket>\S+) failed \(13: Permission denied\))",
                 .meaning = "only root may listen on a port below 1024",
                 .advice = "start nginx as root (its workers change to `user`), or listen on a "
                           "higher port",
                 .rules = "",
                 .sample = "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)"},
                {.name = "address-not-here",
                 .program = "nginx",
                 .pattern = R"(bind\(\) to (?<socket>\S+) failed \(99: [^)]*\))",
                 .meaning = "the machine has no such address",
                 .advice = "listen on the port alone, or on an address that `ip addr` shows",
                 .rules = "",
                 .sample = "nginx: [emerg] bind() to 203.0.113.9:80 failed (99: Cannot assign "
                           "requested address)"},
                {.name = "still-not-bound",
                 .program = "nginx",
                 .pattern = R"(still could not bind\(\))",
                 .meaning = "nginx gave up after five tries; a manager starts it again and again",
                 .advice = "the lines before this one name the address",
                 .rules = "",
                 .sample = "[emerg] 29#29: still could not bind()",
                 .is_consequence = true},
                {.name = "bind-again",
                 .program = "nginx",
                 .pattern = R"(try again to bind\(\) after)",
                 .meaning = "nginx tries again, five times in 2.5 s",
                 .advice = "the line before this one names the address",
                 .rules = "",
                 .sample = "[notice] 29#29: try again to bind() after 500ms",
                 .is_consequence = true},
                {.name = "upstream-host-unknown",
                 .program = "nginx",
                 .pattern =
                     R"x(host not found in upstream "(?<upstream>[^"]+)"(?: in (?<config>\S+?):(?<line>\d+))?)x",
                 .meaning = "the name is neither an `upstream` of this configuration nor a host "
                            "that can be resolved "
                            "at start",
                 .advice = "in containers: the service's name in the compose file, on a common "
                           "network, started "
                           "before nginx",
                 .rules = "XST042 XST043 XST044 XST026 NGX057",
                 .sample =
                     R"(nginx: [emerg] host not found in upstream "django:8000" in /etc/nginx/conf.d/app.conf:12)"},
                {.name = "upstream-name-unknown",
                 .program = "nginx",
                 .pattern =
                     R"x((?:no port|invalid port|invalid host) in upstream "(?<upstream>[^"]*)" in (?<config>\S+?):(?<line>\d+))x",
                 .meaning = "what stands there is neither an address nor the name of an `upstream`",
                 .advice = "compare it with the `upstream` blocks",
                 .rules = "NGX021 NGX022 NGX023 NGX094 *",
                 .sample =
                     R"(nginx: [emerg] no port in upstream "demo_uwsgii" in /etc/nginx/sites-enabled/demo.conf:24)"},
                {.name = "server-name-conflict",
                 .program = "nginx",
                 .pattern =
                     R"x(conflicting server name "(?<site>[^"]*)" on (?<socket>\S+?), ignored)x",
                 .meaning =
                     "two servers have the same name on one address: the second is never used",
                 .advice = "remove one, also the default site or a backup that is included",
                 .rules = "NGX016 XST058",
                 .sample =
                     R"(nginx: [warn] conflicting server name "demo.test" on 0.0.0.0:80, ignored)"},
                {.name = "certificate-missing",
                 .program = "nginx",
                 .pattern = R"x(cannot load certificate(?: key)? "(?<file>[^"]+)")x",
                 .meaning = "the certificate cannot be read: nginx does not start",
                 .advice =
                     "make it first (`certbot certonly`), or serve port 80 alone until it is there",
                 .rules = "NGX068",
                 .sample =
                     R"(nginx: [emerg] cannot load certificate "/etc/letsencrypt/live/demo.test/fullchain.pem": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory))"},
                {.name = "upstream-tls",
                 .program = "nginx",
                 .pattern =
                     R"(SSL_do_handshake\(\) failed .*while SSL handshaking to upstream(?:.*?upstream: "[a-z]+://(?<socket>\[?[\w.:-]+\]?(?::\d+)?))?|peer closed connection in SSL handshake .*upstream)",
                 .meaning =
                     "the upstream does not speak TLS here, or wants to know the host's name",
                 .advice = "`proxy_pass https://` only to a TLS port; `proxy_ssl_server_name on` "
                           "where it serves "
                           "several names",
                 .rules = "NGX076 NGX077",
                 .sample =
                     R"([error] 29#29: *1 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream, upstream: "https://127.0.0.1:8000/")"},
                {.name = "internal-redirect-loop",
                 .program = "nginx",
                 .pattern = R"(rewrite or internal redirection cycle)",
                 .meaning = "a `try_files`, `error_page` or `rewrite` leads to itself: the client "
                            "gets 500",
                 .advice = "end `try_files` in `=404` or a named location",
                 .rules = "NGX089 NGX041",
                 .sample =
                     R"([error] 29#29: *1 rewrite or internal redirection cycle while internally redirecting to "/index.html")"},
                {.name = "too-many-files",
                 .program = "nginx",
                 .pattern = R"(worker_connections are not enough|\(24: Too many open files\))",
                 .meaning = "nginx has no more connections or descriptors",
                 .advice = "raise `worker_connections`, and `worker_rlimit_nofile` to at least "
                           "twice that",
                 .rules = "NGX078",
                 .sample = "[alert] 29#29: 512 worker_connections are not enough"},
                {.name = "plain-http-on-tls",
                 .program = "nginx",
                 .pattern = R"(client sent plain HTTP request to HTTPS port)",
                 .meaning = "someone speaks HTTP to a port with `ssl`: 400",
                 .advice = "send health checks and redirects to `https://`",
                 .rules = "NGX069",
                 .sample = "[info] 29#29: *1 client sent plain HTTP request to HTTPS port while "
                           "reading client request headers"},
                {.name = "account-unknown",
                 .program = "nginx",
                 .pattern = R"x(getpwnam\("(?<user>[^"]+)"\) failed)x",
                 .meaning = "nginx's `user` does not exist: it does not start",
                 .advice = "`www-data` on Debian and Ubuntu, `nginx` on RHEL, Amazon Linux and in "
                           "the official image",
                 .rules = "NGX084",
                 .sample = R"(nginx: [emerg] getpwnam("nginx") failed in /etc/nginx/nginx.conf:1)"},
                {.name = "access-forbidden",
                 .program = "nginx",
                 .pattern = R"(access forbidden by rule)",
                 .meaning = "`deny` in the configuration refused the client",
                 .advice = "behind a balancer every client has its address: `set_real_ip_from`",
                 .rules = "NGX054",
                 .sample = "[error] 29#29: *1 access forbidden by rule, client: 10.0.0.5"},
                {.name = "rate-limited",
                 .program = "nginx",
                 .pattern = R"(limiting (?:requests|connections))",
                 .meaning = "`limit_req` or `limit_conn` refused the client",
                 .advice = "behind a balancer every client has its address: `set_real_ip_from`",
                 .rules = "",
                 .sample =
                     R"([error] 29#29: *1 limiting requests, excess: 5.060 by zone "api", client: 10.0.0.5)"},
                {.name = "buffered-to-disk",
                 .program = "nginx",
                 .pattern =
                     R"((?:an upstream response|a client request body) is buffered to a temporary file)",
                 .meaning = "larger than nginx's buffers: slower, nothing worse",
                 .advice =
                     "raise `proxy_buffers` or `client_body_buffer_size` where it happens often",
                 .rules = "",
                 .sample = "[warn] 29#29: *1 an upstream response is buffered to a temporary file "
                           "/var/cache/nginx/proxy_temp/1 while reading upstream"},
                {.name = "configuration-refused",
                 .program = "nginx",
                 .pattern = R"(\[emerg\].* in (?<config>/?[^\s:]+):(?<line>\d+))",
                 .meaning = "nginx does not load this configuration; the running one stays until a "
                            "restart",
                 .advice =
                     "look at the line and the one before it: a missing `;` is seen one line late",
                 .rules = "*",
                 .sample =
                     R"(nginx: [emerg] invalid number of arguments in "uwsgi_pass" directive in /etc/nginx/sites-enabled/demo.conf:25)"},
                {.name = "configuration-test-failed",
                 .program = "nginx",
                 .pattern = R"(nginx: configuration file (?<config>\S+) test failed)",
                 .meaning = "nginx does not load this configuration",
                 .advice = "the lines before this one name the place",
                 .rules = "",
                 .sample = "nginx: configuration file /etc/nginx/nginx.conf test failed",
                 .is_consequence = true},
};

std::span<const Symptom> of_nginx() {
    return table;
}

}  // namespace stackc::symptoms
