#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/health_checks.h"

namespace stackc::rules {

/// Django 4.2 middleware/security.py: expressions that the path without its first slash fits.
static bool may_be_exempt(const SettingsModule& settings, std::string_view path) {
    const PythonValue* exempt = settings.find("SECURE_REDIRECT_EXEMPT");
    if (exempt == nullptr) return !settings.is_fully_read;
    if (!exempt->is_certain() || !exempt->is_sequence()) return true;
    const std::string_view plain = path.substr(std::min<std::size_t>(1, path.size()));
    return std::any_of(exempt->items.begin(), exempt->items.end(), [&](const PythonValue& item) {
        const auto regex = item.is_text() ? Regex::compile(item.text, false) : std::nullopt;
        return !regex || regex->matches(plain);
    });
}

/// The setting that sends every plain request to https; null where none does.
static const PythonValue* redirect_of(const Answer& answer, const HealthCheck& check) {
    const PythonValue* redirect = answer.django->find("SECURE_SSL_REDIRECT");
    const PythonValue* middleware = answer.django->find("MIDDLEWARE");
    const bool redirects = redirect != nullptr && redirect->is(true) && middleware != nullptr &&
                           middleware->holds("django.middleware.security.SecurityMiddleware");
    if (!redirects || answer.says_https || may_be_exempt(*answer.django, check.path))
        return nullptr;
    // A middleware before it may answer the check.
    const PythonValue& first = middleware->items.front();
    const bool is_first = first.is_text() && first.text.starts_with("django.");
    return is_first ? redirect : nullptr;
}

static void find_redirected_checks(const Graph& graph, Reporter& report) {
    for (const HealthCheck& check : health_checks(graph)) {
        const std::optional<Answer> answer = answer_to(graph, check);
        if (!answer) continue;
        const PythonValue* redirect =
            answer->django == nullptr ? nullptr : redirect_of(*answer, check);
        const bool is_by_nginx =
            answer->django == nullptr && answer->code >= 301 && answer->code <= 308;
        if (redirect == nullptr && !is_by_nginx) continue;
        const unsigned code = is_by_nginx ? answer->code : 301;
        if (accepts(check, code)) continue;
        auto found =
            report.at(check.span, fmt::format("{} asks for `{}` over plain HTTP and is sent to "
                                              "https with {}, which it does not accept",
                                              check.who, quoted(check.path), code));
        found.label(is_by_nginx ? answer->span : redirect->span, "this redirects it")
            .note(fmt::format("the target counts as unhealthy: `Health checks failed with these "
                              "codes: [{}]` (`Target.ResponseCodeMismatch`)",
                              code));
        if (is_by_nginx)
            found.note("answer it before the redirect: `location = /health { return 200; }`");
        else
            found.note(fmt::format("exempt it: `SECURE_REDIRECT_EXEMPT = [r\"^{}$\"]`",
                                   quoted(check.path.substr(1))));
        if (!check.is_stated) found.uncertain();
    }
}

extern constexpr Rule xst028_health_check_redirected{
    .summary = "a load balancer's health check is redirected to https",
    .why =
        "TLS ends at the balancer, and its checks reach the machine over plain HTTP. What sends "
        "every plain request to https sends the check too; a 301 is not 200, and the target is "
        "unhealthy: `Health checks failed with these codes: [301]`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "beanstalk terraform cloudformation nginx django",
    .sources =
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
        "target-group-health-checks.html https://github.com/aws/elastic-beanstalk-roadmap/issues/252 "
        "https://docs.djangoproject.com/en/stable/ref/settings/#secure-redirect-exempt",
    .bad = R"(#> main.tf
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  health_check {
    path    = "/health/"
    matcher = "200"
  }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
#> nginx/site.conf
server {
    listen 80 default_server;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    location / {
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .good = R"(#> main.tf
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  health_check {
    path    = "/health/"
    matcher = "200"
  }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
#> nginx/site.conf
server {
    listen 80 default_server;
    location = /health/ { return 200; }
    location / { return 301 https://$host$request_uri; }
}
server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .check = find_redirected_checks,
};

}  // namespace stackc::rules
