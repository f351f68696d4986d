// logrotate.d: logs of sites that lie where the distribution's own nginx rule does not look.
// What services write goes through supervisor, which turns its files over by itself.
#include <fmt/format.h>

#include <set>

#include "emitters/emitter.h"

namespace stackc::emitters {

/// A path as logrotate reads it: in double quotes, and no pattern.
static std::string field(std::string_view path) {
    std::string result = "\"";
    for (const char c : path) {
        if (std::string_view("*?[]{}\"\\").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result + '"';
}

static void emit_logrotate(const EmitInput& input, Emission& out) {
    if (input.layout == Layout::standalone) return;
    std::set<std::string> logs;
    std::vector<Span> from;
    for (const Site& site : input.graph.sites) {
        for (const Value<std::string>* log : {&site.access_log, &site.error_log}) {
            if (!log->is_known() || **log == "off" || log->get()->starts_with("/var/log/nginx/")) continue;
            logs.insert(**log);
            from.push_back(log->span_or(site.span));
        }
    }
    if (logs.empty()) return;
    std::string text = head_comment(input, "#");
    for (const std::string& log : logs) text += field(log) + "\n";
    text += "{\n    daily\n    rotate 14\n    missingok\n    notifempty\n    compress\n    delaycompress\n    sharedscripts\n"
            "    postrotate\n        invoke-rc.d nginx rotate >/dev/null 2>&1\n    endscript\n}\n";
    out.files.push_back({.path = fmt::format("etc/logrotate.d/{}", input.stack()), .text = std::move(text), .from = std::move(from)});
}

extern const Emitter logrotate{"logrotate", emit_logrotate};

}  // namespace stackc::emitters
