#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_wildcards(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* hosts = settings.find("ALLOWED_HOSTS");
        if (hosts == nullptr || hosts->is_assumed || !hosts->is_known() || !is_deployed(graph, settings)) continue;
        const PythonValue* star = nullptr;
        if (hosts->is_text() && hosts->text == "*") star = hosts;
        for (const PythonValue& item : hosts->items) {
            if (item.is_text() && item.text == "*") star = &item;
        }
        if (star == nullptr) continue;
        report.at(star->span, "every host is allowed")
            .label(settings.chosen, "these settings are chosen here")
            .note(
                "links in mails, such as those that reset a password, can be made to lead to a "
                "stranger's host");
    }
}

extern constexpr Rule djg003_allowed_hosts_wildcard{
    .summary = "`ALLOWED_HOSTS` lets every host in",
    .why =
        "Django builds absolute links from the request's `Host`: whoever sends a forged one "
        "gets links to a host of their own into pages, caches and mails.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
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
ALLOWED_HOSTS = ["*"]
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
    .check = find_wildcards,
};

}  // namespace stackc::rules
