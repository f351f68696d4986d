#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "compiler/syntax/yaml.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

using beanstalk::Environment;
using beanstalk::Generation;

/// Whether the command runs the project's manage.py with the system's own Python.
static bool runs_bare_python(std::string_view command) {
    const bool is_manage =
        command.find("manage.py") != std::string_view::npos || command.starts_with("django-admin");
    const bool has_venv = command.find("activate") != std::string_view::npos ||
                          command.find("/venv/") != std::string_view::npos ||
                          command.find("PYTHONPATH") != std::string_view::npos ||
                          command.find("/opt/python") != std::string_view::npos ||
                          command.find("docker") != std::string_view::npos ||
                          command.find(".sh") != std::string_view::npos;
    return is_manage && !has_venv;
}

static void check_file(const Document& document, bool is_certain, Reporter& report) {
    const yaml::Tree tree(document);
    for (const yaml::Item& entry : tree.root().at("container_commands").items()) {
        const Word* command = entry.at("command").scalar();
        if (command == nullptr || !runs_bare_python(command->value)) continue;
        auto found =
            report.at(command->span,
                      fmt::format("`{}` runs outside the virtual environment of the application",
                                  quoted(entry.key().value)));
        found
            .note(
                "the deployment ends with `ModuleNotFoundError: No module named 'django'` in "
                "`cfn-init-cmd.log`")
            .note("`source /var/app/venv/*/bin/activate && python3 manage.py …` runs inside it");
        if (!is_certain) found.uncertain();
    }
}

static void find_bare_commands(const Graph& graph, Reporter& report) {
    for (const Environment& environment : beanstalk::find_environments(graph.documents)) {
        const beanstalk::Platform platform = environment.platform();
        // Amazon Linux 1 ran such commands inside it.
        if (!platform.is_python || platform.is_docker ||
            platform.generation == Generation::amazon_linux_1)
            continue;
        const auto wsgi = environment.find(beanstalk::python_space, "WSGIPath");
        // A module is what Amazon Linux 2 and 2023 are told.
        const bool is_second = platform.generation == Generation::amazon_linux_2 ||
                               (wsgi && wsgi->value.find(':') != std::string::npos);
        for (const Document* file : environment.files) {
            if (beanstalk::is_extension(*file)) check_file(*file, is_second, report);
        }
    }
}

extern constexpr Rule xst132_eb_command_without_venv{
    .summary =
        "a command of Elastic Beanstalk runs manage.py without the application's virtual "
        "environment",
    .why =
        "On Amazon Linux 2 and 2023 `container_commands` run with the system's Python, which knows "
        "nothing of requirements.txt: "
        "`ModuleNotFoundError: No module named 'django'`, and the deployment is rolled back.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "beanstalk",
    .sources =
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create-deploy-python-django.html "
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.migration-al.html",
    .bad = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
container_commands:
  01_migrate:
    command: "python manage.py migrate --noinput"
    leader_only: true
)",
    .good = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
container_commands:
  01_migrate:
    command: "source /var/app/venv/*/bin/activate && python3 manage.py migrate --noinput"
    leader_only: true
)",
    .check = find_bare_commands,
};

}  // namespace stackc::rules
