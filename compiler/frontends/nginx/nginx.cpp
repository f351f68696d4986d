// The nginx front end's row of the table of dialects.
#include "compiler/frontends/frontend.h"
#include "compiler/frontends/nginx/claims.h"
#include "compiler/frontends/nginx/editor.h"
#include "compiler/frontends/nginx/format.h"
#include "compiler/frontends/nginx/includes.h"
#include "compiler/frontends/nginx/lower.h"
#include "compiler/frontends/nginx/parser.h"

namespace stackc::frontends {

static constexpr std::string_view globs[] = {
    "nginx.conf",  "*.nginx",        "*nginx*.conf", "nginx/*.conf",      "nginx/**/*.conf",    "conf.d/*.conf",
    "sites-enabled/*", "sites-available/*", "snippets/*.conf", "nginx*.conf.template", "nginx/templates/*.template",
    "*.nginx.conf", "*.nginxconf", "*.vhost",
};
static constexpr std::string_view comment_signs[] = {"#"};

extern constexpr Frontend nginx{
    .name = "nginx",
    .stage = 30,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = stackc::nginx::claims,
    .parse = stackc::nginx::parse,
    .references = stackc::nginx::references,
    .lower = stackc::nginx::lower,
    .hover = stackc::nginx::hover,
    .complete = stackc::nginx::complete,
    .explain = stackc::nginx::explain,
    .format = stackc::nginx::format,
};

}  // namespace stackc::frontends
