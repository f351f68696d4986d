#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Flaw {
    std::string what;    // completes "the entry …"
    std::string mended;  // empty: not known
};
}  // namespace

/// Django 3.2 http/request.py: the host of a request, without its port, is compared with each
/// entry.
static std::optional<Flaw> flaw_in(std::string_view entry) {
    const std::string_view all = entry;
    if (const std::size_t scheme = entry.find("://"); scheme != std::string_view::npos) {
        const std::string_view rest = entry.substr(scheme + 3);
        return Flaw{"has a scheme", std::string(rest.substr(0, rest.find_first_of("/:")))};
    }
    if (entry.find('/') != std::string_view::npos)
        return Flaw{"has a slash", std::string(entry.substr(0, entry.find('/')))};
    const std::size_t colon = entry.rfind(':');
    const bool is_port = colon != std::string_view::npos && entry.find(':') == colon &&
                         parse_number(entry.substr(colon + 1));
    if (is_port) return Flaw{"has a port", std::string(entry.substr(0, colon))};
    if (entry.starts_with("*.")) return Flaw{"has a star", std::string(entry.substr(1))};
    if (trim(all) != all) return Flaw{"has a blank", std::string(trim(all))};
    return std::nullopt;
}

/// The literal's text in its own quotes, or empty where it is written in some other way.
static std::string respelled(const Graph& graph, Span span, std::string_view old,
                             std::string_view text) {
    const std::string_view written = graph.text(span);
    if (written.size() != old.size() + 2 || written.substr(1, old.size()) != old) return {};
    return std::string(1, written[0]) + std::string(text) + written.back();
}

static void check_entry(const Graph& graph, const PythonValue& item, Reporter& report) {
    const std::optional<Flaw> flaw =
        item.is_text() && !item.is_assumed ? flaw_in(item.text) : std::nullopt;
    if (!flaw) return;
    auto found = report.at(item.span, fmt::format("the entry `{}` {}: it matches no host",
                                                  quoted(item.text), flaw->what));
    found.note("requests are answered 400 with `Invalid HTTP_HOST header` in the log");
    const std::string mended = respelled(graph, item.span, item.text, flaw->mended);
    if (!mended.empty() && !flaw->mended.empty())
        found.fix(fmt::format("write `{}`", quoted(flaw->mended)), Safety::safe,
                  {{item.span, mended}});
}

static void find_malformed_hosts(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* hosts = settings.find("ALLOWED_HOSTS");
        if (hosts == nullptr) continue;
        if (hosts->is_sequence()) {
            for (const PythonValue& item : hosts->items) check_entry(graph, item, report);
        }
        if (!hosts->is_text() || hosts->is_assumed || hosts->text == "*" || hosts->text.empty())
            continue;
        auto found = report.at(
            hosts->span, "`ALLOWED_HOSTS` is a text and no list: Django reads it letter by letter");
        found.note("requests are answered 400 with `Invalid HTTP_HOST header` in the log");
        const std::string_view written = graph.text(hosts->span);
        if (written.starts_with('"') || written.starts_with('\''))
            found.fix("make it a list", Safety::safe,
                      {{hosts->span, "[" + std::string(written) + "]"}});
    }
}

extern constexpr Rule djg005_allowed_hosts_malformed{
    .summary = "an allowed host that no request can carry",
    .why =
        "Django compares the bare host name: an entry with a scheme, a port, a slash or `*.` "
        "never matches, and requests for it are answered 400.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "django",
    .sources =
        "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts "
        "https://github.com/netbox-community/netbox/issues/112",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["https://shop.example.com"]
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .check = find_malformed_hosts,
};

}  // namespace stackc::rules
