// A session over files in memory, for tests of the stack language.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/session/session.h"

namespace stackc::testing {

/// Reads `files` (path and text) as one workspace; `text` alone is `/repo/example.stack`.
inline Analysis read_stack(const std::map<std::string, std::string>& files,
                           const std::string& profile = {}) {
    MemoryFileSystem disk;
    for (const auto& [path, text] : files) disk.add("/repo/" + path, text);
    SessionOptions options;
    options.root = "/repo";
    options.target.profile = profile;
    const std::vector<Path> roots{"/repo"};
    return Session(disk, options).analyse(roots);
}
inline Analysis read_stack(const std::string& text, const std::string& profile = {}) {
    return read_stack(std::map<std::string, std::string>{{"example.stack", text}}, profile);
}

/// "STK001 3:5 message" for each finding.
inline std::vector<std::string> findings(const Analysis& analysis) {
    std::vector<std::string> lines;
    for (const Diagnostic& d : analysis.diagnostics) {
        const Position at = analysis.sources->lines(d.primary.span.file)
                                .position(d.primary.span.begin, Encoding::code_points);
        lines.push_back(std::string(d.rule) + " " + std::to_string(at.line + 1) + ":" +
                        std::to_string(at.column + 1) + " " + d.primary.text);
    }
    return lines;
}

/// The big example of the product contract.
inline const std::string shop = R"(stack shop

let domain = "shop.example.com"

host web1 {
  os       debian 12
  address  10.0.1.11
  firewall { allow 80; allow 443; allow 22 from 203.0.113.0/24 }
}

user deploy { home /home/deploy; groups [www-data] }

app shop {
  framework     django
  root          /srv/shop/current
  venv          /srv/shop/venv
  wsgi          config.wsgi:application
  asgi          config.asgi:application
  settings      config.settings.production
  allowed_hosts [ ${domain} ]
  static        /static/ from /srv/shop/static
  media         /media/  from /srv/shop/media
  env { DJANGO_LOG_LEVEL "info"; SECRET_KEY secret "/etc/shop/secret_key" }
}

service web {
  run       shop.wsgi with uwsgi
  user      deploy
  group     www-data
  listen    unix /run/shop/web.sock mode 0660
  workers   4
  threads   2
  timeout   60s
  max_body  20m
  log       /var/log/shop/web.log
  restart   always
  raw uwsgi { lazy-apps = true }
}

service ws    { run shop.asgi with daphne; listen 127.0.0.1:9001; user deploy }
service cache { run redis; listen 127.0.0.1:6379 }
service jobs  { run "celery -A config worker" in shop; user deploy; depends_on [cache] }
external db     postgres://shop.abc.ap-northeast-2.rds.amazonaws.com:5432
external assets https://shop-assets.s3.amazonaws.com

site ${domain} {
  aliases  [www.${domain}]
  listen   443 tls
  listen   80 redirect https
  tls      { certificate /etc/letsencrypt/live/shop/fullchain.pem; key /etc/letsencrypt/live/shop/privkey.pem }
  route /static/ files /srv/shop/static { expires 30d }
  route /media/  files /srv/shop/media
  route /assets/ to assets
  route /ws/     to ws websocket
  route = /health return 200 "ok"
  route ~ "^/old/(.*)$" redirect 301 "/new/$1"
  route /        to web { timeout 120s }
  header Strict-Transport-Security "max-age=31536000"
  raw nginx { limit_rate 1m; }
}

balancer public { listen 443 tls; to ${domain} on [web1]; health /health }
supervise with supervisor

profile dev {
  app shop { settings config.settings.dev }
  site ${domain} { listen 8080 }
}
)";

}  // namespace stackc::testing
