// The settings of uvicorn that most command lines hold, in words of ours.
#include "compiler/frontends/uvicorn/flags.h"

namespace stackc::uvicorn {

static constexpr SettingText texts[] = {
    {"host", "The address to listen on, 127.0.0.1 by default; in a container 0.0.0.0."},
    {"port", "The port to listen on, 8000 by default."},
    {"uds", "Listens on a Unix socket instead of an address."},
    {"fd", "Takes a socket that the manager has opened."},
    {"workers", "How many processes; not together with `--reload`."},
    {"reload", "Restarts when files change: for development."},
    {"proxy_headers",
     "Takes scheme and client from `X-Forwarded-*`, where `--forwarded-allow-ips` trusts the "
     "sender. On by default."},
    {"forwarded_allow_ips",
     "Whose `X-Forwarded-*` headers count: addresses, or `*` where only nginx can connect. "
     "127.0.0.1 by default."},
    {"root_path", "The path below which the application is mounted."},
    {"app_dir", "The folder in which the application is looked for."},
    {"timeout_keep_alive",
     "Seconds for which an idle connection stays open, 5 by default; a proxy in front that keeps "
     "connections must close them earlier."},
    {"ws", "Which library speaks WebSocket: `websockets` or `wsproto`, if one is installed."},
};

std::string explain(std::string_view word) {
    return explain_setting("uvicorn", flags(), texts, "https://www.uvicorn.org/settings/", word);
}

}  // namespace stackc::uvicorn
