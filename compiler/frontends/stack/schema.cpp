#include "compiler/frontends/stack/schema.h"

#include <algorithm>

#include "compiler/base/assert.h"

namespace stackc::stack {

std::string_view to_text(Block block) {
    switch (block) {
        case Block::none:
            return "nothing";
        case Block::file:
            return "file";
        case Block::profile:
            return "profile";
        case Block::host:
            return "host";
        case Block::firewall:
            return "firewall";
        case Block::provider:
            return "provider";
        case Block::user:
            return "user";
        case Block::group:
            return "group";
        case Block::app:
            return "app";
        case Block::env:
            return "env";
        case Block::service:
            return "service";
        case Block::site:
            return "site";
        case Block::tls:
            return "tls";
        case Block::route:
            return "route";
        case Block::balancer:
            return "balancer";
    }
    unreachable("Block");
}

// clang-format off
static constexpr Statement table[] = {
    // ------------------------------------------------------------------------------- top level
    {Block::file, "stack", "NAME", Body::none, Block::none, Repeat::once, false, "the file's stem",
     "names the deployment", "file names, comments, upstream prefixes, the default user, the log folder"},
    {Block::file, "import", "FILE", Body::none, Block::none, Repeat::many, false, "",
     "puts the statements of another file here; the path is relative to this file", ""},
    {Block::file, "let", "NAME = TEXT", Body::none, Block::none, Repeat::named, false, "",
     "names a text; `${name}` stands for it in words and strings", ""},
    {Block::file, "host", "NAME", Body::required, Block::host, Repeat::named, false, "one machine of the layout's kind",
     "a machine", "one generated tree for each host"},
    {Block::file, "user", "NAME", Body::optional, Block::user, Repeat::named, false, "",
     "an account that exists on every host that runs something as it", "sysusers.d"},
    {Block::file, "group", "NAME", Body::optional, Block::group, Repeat::named, false, "",
     "a group of accounts", "sysusers.d"},
    {Block::file, "app", "NAME", Body::required, Block::app, Repeat::named, false, "",
     "a code base that services run", "module, chdir and virtualenv of each service that runs it"},
    {Block::file, "service", "NAME", Body::required, Block::service, Repeat::named, false, "",
     "a process or a pool that the supervisor keeps alive", "[program:…] or a systemd unit, and the server's own file"},
    {Block::file, "site", "HOSTNAME", Body::required, Block::site, Repeat::named, false, "",
     "a virtual host of nginx; `_` answers for unknown names", "a server block in sites-available, server_name"},
    {Block::file, "external", "NAME URL", Body::none, Block::none, Repeat::named, false, "",
     "something that is reached but not managed: RDS, S3, another API", "proxy_pass of the routes to it"},
    {Block::file, "balancer", "NAME", Body::required, Block::balancer, Repeat::named, false, "",
     "a load balancer before the hosts", "set_real_ip_from, the health check's answer"},
    {Block::file, "supervise", "with supervisor|systemd|docker", Body::none, Block::none, Repeat::once, false, "with supervisor",
     "says who keeps the services alive", "conf.d of supervisor, or units of systemd"},
    {Block::file, "profile", "NAME", Body::required, Block::profile, Repeat::named, false, "",
     "overrides that are merged by name when the profile is chosen; a statement in it replaces every statement of its name in that block", ""},
    // ------------------------------------------------------------------------------------ host
    {Block::host, "os", "debian 11|12|13\nubuntu 20.04|22.04|24.04\namazonlinux 2023\nrhel 8|9", Body::none, Block::none, Repeat::once, false, "debian 12",
     "the operating system", "nginx's user, paths, packages, names of plugins, modes of homes"},
    {Block::host, "address", "IP", Body::none, Block::none, Repeat::once, false, "",
     "the address by which others reach the machine", "upstream servers on other hosts"},
    {Block::host, "aliases", "[HOSTNAME...]", Body::none, Block::none, Repeat::once, false, "",
     "further names of the machine", ""},
    {Block::host, "firewall", "", Body::required, Block::firewall, Repeat::once, false, "",
     "what may come in; what listens to others than loopback must be allowed, and what is allowed must be listened to", "the security group on EC2"},
    {Block::host, "provider", "aws", Body::optional, Block::provider, Repeat::once, false, "",
     "who rents the machine out", "the CloudFormation template"},
    {Block::firewall, "allow", "PORT (udp) (from CIDR)", Body::none, Block::none, Repeat::many, false, "",
     "lets connections to a port in", "an ingress rule"},
    {Block::provider, "region", "TEXT", Body::none, Block::none, Repeat::once, false, "", "the provider's region", ""},
    {Block::provider, "instance", "TEXT", Body::none, Block::none, Repeat::once, false, "", "the type of instance", ""},
    // ----------------------------------------------------------------------------- user, group
    {Block::user, "home", "PATH (mode MODE)", Body::none, Block::none, Repeat::once, false, "/nonexistent",
     "the home folder", "sysusers.d"},
    {Block::user, "groups", "[GROUP...]", Body::none, Block::none, Repeat::once, false, "",
     "further groups of the user", "sysusers.d"},
    {Block::user, "shell", "PATH", Body::none, Block::none, Repeat::once, false, "/usr/sbin/nologin",
     "the login shell", "sysusers.d"},
    {Block::user, "system", "true|false", Body::none, Block::none, Repeat::once, false, "true",
     "whether it is a system account", "the range of its uid"},
    {Block::user, "uid", "NUMBER", Body::none, Block::none, Repeat::once, false, "", "its number", "sysusers.d"},
    {Block::user, "gid", "NUMBER", Body::none, Block::none, Repeat::once, false, "", "the number of its own group", "sysusers.d"},
    {Block::group, "gid", "NUMBER", Body::none, Block::none, Repeat::once, false, "", "its number", "sysusers.d"},
    {Block::group, "system", "true|false", Body::none, Block::none, Repeat::once, false, "true",
     "whether it is a system group", "the range of its gid"},
    // ------------------------------------------------------------------------------------- app
    {Block::app, "framework", "django|flask|fastapi|plain", Body::none, Block::none, Repeat::once, false, "plain",
     "what the code is written with", "which settings and rules apply"},
    {Block::app, "root", "PATH", Body::none, Block::none, Repeat::once, true, "",
     "the folder that holds the code", "chdir, the import path"},
    {Block::app, "venv", "none\nPATH", Body::none, Block::none, Repeat::once, false, "none",
     "the virtualenv, or none for the system's Python", "virtualenv, the programs that are started"},
    {Block::app, "python", "VERSION", Body::none, Block::none, Repeat::once, false, "the OS's",
     "the version of Python", "the name of uWSGI's plugin"},
    {Block::app, "wsgi", "MODULE", Body::none, Block::none, Repeat::once, false, "",
     "the WSGI callable", "module of uWSGI, gunicorn's argument"},
    {Block::app, "asgi", "MODULE", Body::none, Block::none, Repeat::once, false, "",
     "the ASGI callable", "the argument of daphne and uvicorn"},
    {Block::app, "settings", "DOTTED", Body::none, Block::none, Repeat::once, false, "",
     "Django's settings module", "DJANGO_SETTINGS_MODULE of every service of the app"},
    {Block::app, "allowed_hosts", "[ALLOWED_HOST...]", Body::none, Block::none, Repeat::once, false, "all names of the sites that lead to it",
     "the host names that Django answers", "ALLOWED_HOSTS"},
    {Block::app, "static", "none\nURL_PATH from PATH", Body::none, Block::none, Repeat::once, false, "",
     "the URL prefix of static files and the folder that collectstatic fills", "STATIC_URL, STATIC_ROOT"},
    {Block::app, "media", "none\nURL_PATH from PATH", Body::none, Block::none, Repeat::once, false, "",
     "the URL prefix of uploaded files and their folder", "MEDIA_URL, MEDIA_ROOT"},
    {Block::app, "env", "", Body::required, Block::env, Repeat::many, false, "",
     "the environment of every service of the app", "environment of the program, EnvironmentFile for secrets"},
    {Block::app, "max_upload", "SIZE", Body::none, Block::none, Repeat::once, false, "",
     "the largest request that Django takes; at most that of the site", "DATA_UPLOAD_MAX_MEMORY_SIZE"},
    {Block::env, "*", "secret PATH\nTEXT", Body::none, Block::none, Repeat::named, false, "",
     "a variable and its value; a secret is a file that is read at start and never written into a generated file", "environment="},
    // --------------------------------------------------------------------------------- service
    {Block::service, "run", "ENTRY with uwsgi|gunicorn|daphne|uvicorn\nredis\nCOMMAND (in APP)", Body::none, Block::none, Repeat::once, true, "",
     "what is started: an app's entry point with a server, redis, or a command", "the command line, the server's file"},
    {Block::service, "listen", "unix PATH (mode MODE) (owner USER) (group GROUP)\nADDRESS", Body::none, Block::none, Repeat::once, false, "mode 0660, the service's user and group",
     "the socket that the process binds; needed but for commands. A port alone means loopback", "socket, chmod-socket, bind; uwsgi_pass and proxy_pass of the routes to it"},
    {Block::service, "protocol", "uwsgi|http", Body::none, Block::none, Repeat::once, false, "uwsgi for uWSGI, http for others",
     "what the process speaks", "socket or http-socket; uwsgi_pass or proxy_pass"},
    {Block::service, "user", "USER", Body::none, Block::none, Repeat::once, false, "the stack's name, made if absent",
     "the account that it runs as", "uid, user="},
    {Block::service, "group", "GROUP", Body::none, Block::none, Repeat::once, false, "the user's own",
     "the group that it runs as; nginx's user is put into it where a socket needs it", "gid, the socket's group"},
    {Block::service, "workers", "auto\nCOUNT", Body::none, Block::none, Repeat::once, false, "auto",
     "processes; auto is twice the cores and one where the server can compute it", "processes, workers"},
    {Block::service, "threads", "COUNT", Body::none, Block::none, Repeat::once, false, "1",
     "threads of each process", "threads"},
    {Block::service, "timeout", "DURATION", Body::none, Block::none, Repeat::once, false, "30s",
     "when the app server ends a request; every layer before it waits longer", "harakiri or timeout; read timeout of nginx + 5s, stop wait + 5s, idle of the balancer + 10s"},
    {Block::service, "max_body", "SIZE", Body::none, Block::none, Repeat::once, false, "1m",
     "the largest request body", "limit-post, client_max_body_size"},
    {Block::service, "header_buffer", "SIZE", Body::none, Block::none, Repeat::once, false, "8k",
     "room for the request's header", "buffer-size of uWSGI and nginx's header buffers"},
    {Block::service, "log", "journal|stdout\nPATH", Body::none, Block::none, Repeat::once, false, "/var/log/STACK/SERVICE.log",
     "where the output goes", "the log file with its folder, owner and rotation"},
    {Block::service, "restart", "always|on-failure|never", Body::none, Block::none, Repeat::once, false, "always",
     "what happens when it ends", "autorestart, Restart="},
    {Block::service, "depends_on", "[SERVICE...]", Body::none, Block::none, Repeat::once, false, "",
     "services that start before it", "priority, After= and Requires="},
    {Block::service, "on", "[HOST...]", Body::none, Block::none, Repeat::once, false, "every host",
     "the machines that it runs on", "in which trees it is generated"},
    {Block::service, "replicas", "COUNT", Body::none, Block::none, Repeat::once, false, "1",
     "numbered copies with sockets of their own", "numbered listeners and an upstream with all of them"},
    {Block::service, "reload", "graceful|restart", Body::none, Block::none, Repeat::once, false, "graceful",
     "how a new version is taken over", "touch-reload, HUP"},
    {Block::service, "env", "", Body::required, Block::env, Repeat::many, false, "",
     "adds to the app's environment", "environment of the program"},
    {Block::service, "raw", "uwsgi|gunicorn|supervisor|systemd|redis", Body::raw, Block::none, Repeat::many, false, "",
     "text for the dialect's own file, placed last; it may not say again what a statement says", "the text itself"},
    // ------------------------------------------------------------------------------------ site
    {Block::site, "aliases", "[HOSTNAME...]", Body::none, Block::none, Repeat::once, false, "",
     "further names of the site", "server_name"},
    {Block::site, "listen", "ADDRESS (tls) (redirect https) (proxy_protocol) (http2)", Body::none, Block::none, Repeat::many, true, "",
     "an address of the site; IPv4 and IPv6 both where a port stands alone", "listen"},
    {Block::site, "default", "", Body::none, Block::none, Repeat::once, false, "",
     "this site answers for unknown names", "default_server; without one a catch-all answers 444"},
    {Block::site, "tls", "", Body::required, Block::tls, Repeat::once, false, "",
     "certificate and key of the `listen … tls`", "ssl_certificate, ssl_certificate_key"},
    {Block::site, "route",
     "(=|~|~*) MATCH to TARGET (websocket)\n(=) MATCH files PATH\n(=|~|~*) MATCH return CODE (TEXT)\n(=|~|~*) MATCH redirect CODE TEXT",
     Body::optional, Block::route, Repeat::many, false, "",
     "what happens to the requests below a prefix, at one path (`=`), or that match a regular expression (`~`)", "a location block"},
    {Block::site, "header", "HEADER TEXT", Body::none, Block::none, Repeat::many, false, "",
     "a header on every answer, also of routes that add their own", "add_header … always"},
    {Block::site, "max_body", "SIZE", Body::none, Block::none, Repeat::once, false, "the largest of its services",
     "the largest request body", "client_max_body_size"},
    {Block::site, "access_log", "off\nPATH", Body::none, Block::none, Repeat::once, false, "nginx's own",
     "where requests are logged", "access_log"},
    {Block::site, "error_log", "PATH", Body::none, Block::none, Repeat::once, false, "nginx's own",
     "where errors are logged", "error_log"},
    {Block::site, "raw", "nginx", Body::raw, Block::none, Repeat::many, false, "",
     "directives inside the server block", "the text itself"},
    {Block::tls, "certificate", "PATH", Body::none, Block::none, Repeat::once, true, "",
     "the certificate with its chain", "ssl_certificate"},
    {Block::tls, "key", "PATH", Body::none, Block::none, Repeat::once, true, "", "the private key", "ssl_certificate_key"},
    {Block::tls, "protocols", "[TLS_PROTOCOL...]", Body::none, Block::none, Repeat::once, false, "TLSv1.2 and TLSv1.3",
     "the versions of TLS that are spoken", "ssl_protocols"},
    {Block::tls, "hsts", "DURATION", Body::none, Block::none, Repeat::once, false, "",
     "for how long browsers insist on https", "Strict-Transport-Security"},
    {Block::route, "timeout", "DURATION", Body::none, Block::none, Repeat::once, false, "the service's + 5s; 1h for websocket",
     "how long nginx waits for an answer", "uwsgi_read_timeout, proxy_read_timeout"},
    {Block::route, "max_body", "SIZE", Body::none, Block::none, Repeat::once, false, "the larger of service and site",
     "the largest request body", "client_max_body_size"},
    {Block::route, "buffering", "on|off", Body::none, Block::none, Repeat::once, false, "on",
     "whether nginx collects the answer before sending it", "proxy_buffering, uwsgi_buffering"},
    {Block::route, "strip", "", Body::none, Block::none, Repeat::once, false, "",
     "takes the prefix off and sets SCRIPT_NAME", "proxy_pass with a path, SCRIPT_NAME"},
    {Block::route, "cache", "DURATION", Body::none, Block::none, Repeat::once, false, "",
     "keeps answers for that long", "proxy_cache, uwsgi_cache"},
    {Block::route, "limit", "RATE", Body::none, Block::none, Repeat::once, false, "",
     "requests that one address may send", "limit_req"},
    {Block::route, "allow", "[CIDR...]", Body::none, Block::none, Repeat::once, false, "everyone",
     "the addresses that may ask", "allow, deny all"},
    {Block::route, "header", "HEADER TEXT", Body::none, Block::none, Repeat::many, false, "",
     "a header on the answers", "add_header … always"},
    {Block::route, "expires", "DURATION", Body::none, Block::none, Repeat::once, false, "",
     "for how long browsers keep the files", "expires"},
    {Block::route, "listing", "on|off", Body::none, Block::none, Repeat::once, false, "off",
     "whether folders are listed", "autoindex"},
    {Block::route, "fallback", "URL_PATH", Body::none, Block::none, Repeat::once, false, "",
     "what is served where no file is found", "try_files"},
    {Block::route, "raw", "nginx", Body::raw, Block::none, Repeat::many, false, "",
     "directives inside the location block", "the text itself"},
    // -------------------------------------------------------------------------------- balancer
    {Block::balancer, "listen", "ADDRESS (tls)", Body::none, Block::none, Repeat::many, true, "",
     "an address of the balancer", "a listener of the load balancer"},
    {Block::balancer, "to", "SITE (on [HOST...])", Body::none, Block::none, Repeat::once, true, "",
     "the site that it forwards to", "the target group"},
    {Block::balancer, "on", "[HOST...]", Body::none, Block::none, Repeat::once, false, "every host",
     "the machines behind it", "the targets"},
    {Block::balancer, "health", "URL_PATH", Body::none, Block::none, Repeat::once, false, "",
     "the path that must answer 200, for a request whose Host is the machine's address", "the health check"},
    {Block::balancer, "provider", "aws", Body::optional, Block::provider, Repeat::once, false, "",
     "whose load balancer it is", "the CloudFormation template"},
};
// clang-format on

std::span<const Statement> statements() {
    return table;
}

bool may_stand(const Statement& statement, Block block) {
    if (statement.in == block) return true;
    const bool is_of_files_only =
        statement.name == "stack" || statement.name == "import" || statement.name == "profile";
    return block == Block::profile && statement.in == Block::file && !is_of_files_only;
}

const Statement* find_statement(Block block, std::string_view name) {
    const auto found =
        std::find_if(std::begin(table), std::end(table), [&](const Statement& statement) {
            return (statement.name == name || statement.name == "*") && may_stand(statement, block);
        });
    return found == std::end(table) ? nullptr : &*found;
}

Block opened_at_top(std::string_view name) {
    const Statement* statement = find_statement(Block::file, name);
    return statement == nullptr ? Block::none : statement->opens;
}

}  // namespace stackc::stack
