#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_retired(const Graph& graph, Reporter& report) {
    for (const beanstalk::Environment& environment :
         beanstalk::find_environments(graph.documents)) {
        const beanstalk::Platform platform = environment.platform();
        if (platform.generation != beanstalk::Generation::amazon_linux_1 || !platform.is_stated)
            continue;
        report.at(platform.span, "the platform is of Amazon Linux 1, which AWS has retired")
            .note(
                "no new environment can be made on it since July 2022; `eb create` says `No "
                "Solution Stack named … found`")
            .note(
                "on Amazon Linux 2023 nginx and gunicorn take the place of Apache: `WSGIPath` "
                "becomes a module, and commands start with `source "
                "/var/app/venv/*/bin/activate`");
    }
}

extern constexpr Rule xst133_eb_platform_retired{
    .summary = "an Elastic Beanstalk environment is for a platform that AWS has retired",
    .why =
        "The platforms of Amazon Linux 1, with Python 3.6 and older, were retired in July 2022: "
        "they get no updates, and no environment can be created on them.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "beanstalk",
    .sources =
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.migration-al.html",
    .bad = R"(#> .elasticbeanstalk/config.yml
global:
  default_platform: Python 3.6
#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:application:environment:
    STAGE: production
)",
    .good = R"(#> .elasticbeanstalk/config.yml
global:
  default_platform: Python 3.11 running on 64bit Amazon Linux 2023
#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:application:environment:
    STAGE: production
)",
    .check = find_retired,
};

}  // namespace stackc::rules
