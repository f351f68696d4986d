#include "compiler/frontends/nginx/claims.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/directives.h"

namespace stackc::nginx {

/// Enough to tell, little enough that a large file of something else costs nothing.
static constexpr std::size_t looked_at = 16384;

static std::string_view first_word(std::string_view line) { return line.substr(0, line.find_first_of(" \t\r;{")); }

/// Directives whose names are found in no other language at the start of a line.
static bool is_telling(std::string_view name) {
    static constexpr std::string_view names[] = {"server_name", "proxy_pass", "uwsgi_pass", "fastcgi_pass", "proxy_set_header",
                                                 "worker_processes", "worker_connections", "uwsgi_param", "fastcgi_param",
                                                 "try_files", "ssl_certificate", "client_max_body_size", "add_header"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

int claims(const SourceFile& file) {
    const std::string_view text = file.text().substr(0, looked_at);
    int known = 0, other = 0, telling = 0;
    bool has_section = false;
    for (const std::string_view raw : split(text, '\n')) {
        // `location / { # the app`.
        const std::string_view line = trim(raw.substr(0, raw.find(" #")));
        if (line.empty() || line[0] == '#' || line[0] == '}' || line.starts_with("{%") || line.starts_with("{{")) continue;
        has_section = has_section || (line.starts_with('[') && line.ends_with(']'));
        const bool has_form = line.ends_with(';') || line.ends_with('{') || line.find(';') != std::string_view::npos;
        const std::string_view name = first_word(line);
        const bool is_known = has_form && !find_directive(name).empty();
        known += is_known ? 1 : 0;
        other += is_known ? 0 : 1;
        telling += has_form && is_telling(name) ? 1 : 0;
    }
    // A section's header is no nginx, whatever the file is called.
    if (known == 0) return has_section ? -100 : 0;
    const int share = known * 100 / (known + other);
    if (share < 50) return telling >= 3 ? 40 : 0;
    return telling > 0 ? 90 : share * 6 / 10;
}

}  // namespace stackc::nginx
