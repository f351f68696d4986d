#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end while it parses.
extern constexpr Rule uws028_unreadable_file{
    .summary = "an XML, YAML or JSON file that uWSGI cannot read",
    .why =
        "uWSGI ends at once: `error parsing YAML file: found character that cannot start any "
        "token`. In YAML a value that starts with `%`, `@` or `*` needs quotes.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"(#> uwsgi.xml
<uwsgi>
  <socket>/run/shop.sock</soket>
</uwsgi>
)",
    .good = R"(#> uwsgi.xml
<uwsgi>
  <socket>/run/shop.sock</socket>
</uwsgi>
)",
};

}  // namespace stackc::rules
