#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/health_checks.h"

namespace stackc::rules {

/// Whether something in front of the check of hosts may answer, or lets addresses pass.
static bool has_way_around(const SettingsModule& settings, const PythonValue& middleware) {
    if (settings.find("ALLOWED_CIDR_NETS") != nullptr) return true;
    static constexpr std::array<std::string_view, 6> words{"health", "cidr", "elb",
                                                           "ping",   "alive", "status"};
    return std::any_of(middleware.items.begin(), middleware.items.end(), [&](const PythonValue& item) {
        const std::string name = to_lower(item.text);
        return !item.is_text() || std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return name.find(word) != std::string::npos;
        });
    });
}

/// Whether no address of a machine can be meant by any of the names.
static bool are_names_alone(const PythonValue& hosts) {
    return hosts.is_sequence() && hosts.is_certain() && !hosts.items.empty() &&
           std::all_of(hosts.items.begin(), hosts.items.end(), [](const PythonValue& item) {
               const bool is_text = item.is_text() && item.is_certain() && item.text != "*";
               return is_text && (!is_address(item.text) || is_loopback(item.text));
           });
}

static void find_refused_checks(const Graph& graph, Reporter& report) {
    for (const HealthCheck& check : health_checks(graph)) {
        const std::optional<Answer> answer = answer_to(graph, check);
        if (!answer || answer->django == nullptr || !answer->passes_host || accepts(check, 400))
            continue;
        const PythonValue* hosts = answer->django->find("ALLOWED_HOSTS");
        const PythonValue* middleware = answer->django->find("MIDDLEWARE");
        if (hosts == nullptr || middleware == nullptr || !middleware->is_certain() ||
            !middleware->holds("django.middleware.common.CommonMiddleware") ||
            has_way_around(*answer->django, *middleware) || !are_names_alone(*hosts))
            continue;
        auto found = report.at(
            check.span,
            fmt::format("{} asks for `{}` under the machine's own address, which `ALLOWED_HOSTS` "
                        "does not hold",
                        check.who, quoted(check.path)));
        found.label(hosts->span, "`ALLOWED_HOSTS`")
            .note(
                "Django answers 400: `Invalid HTTP_HOST header: '10.0.1.11'. You may need to add "
                "'10.0.1.11' to ALLOWED_HOSTS.`, and the target counts as unhealthy")
            .note(
                "let nginx answer the check (`location = /health { return 200; }`), let a "
                "middleware before the others answer it, or add the machine's address to "
                "`ALLOWED_HOSTS` when it starts");
        if (!check.is_stated) found.uncertain();
    }
}

extern constexpr Rule xst027_elb_health_check_host{
    .summary = "a load balancer's health check comes with a Host that Django refuses",
    .why =
        "Health checks carry the private address of the machine as Host. Django answers 400 "
        "`Invalid HTTP_HOST header: '172.31.31.126'`, and the balancer takes the machine out of "
        "service though it works.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "beanstalk terraform cloudformation nginx django",
    .sources =
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
        "target-group-health-checks.html https://github.com/mozmeao/infra/issues/735 "
        "https://github.com/Cloud-CV/EvalAI/issues/5208",
    .bad = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:environment:process:default:
    HealthCheckPath: /health/
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
)",
    .good = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:environment:process:default:
    HealthCheckPath: /health/
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["shop.middleware.HealthCheckMiddleware", "django.middleware.common.CommonMiddleware"]
)",
    .check = find_refused_checks,
};

}  // namespace stackc::rules
