#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

using beanstalk::Environment;
using beanstalk::Generation;
using beanstalk::Platform;
using beanstalk::Setting;

/// "shop/wsgi.py" is "shop.wsgi:application".
static std::string as_module(std::string_view path) {
    std::string module(path.substr(0, path.find(':')));
    if (module.ends_with(".py")) module.resize(module.size() - 3);
    std::replace(module.begin(), module.end(), '/', '.');
    return module + ":application";
}

/// "shop.wsgi:application" is "shop/wsgi.py".
static std::string as_path(std::string_view module) {
    std::string path(module.substr(0, module.find(':')));
    std::replace(path.begin(), path.end(), '.', '/');
    return path + ".py";
}

static bool is_path(std::string_view text) {
    return text.ends_with(".py") || text.find('/') != std::string_view::npos;
}

/// The entry points of Django projects below the bundle's root, as paths from there.
static std::vector<std::string> entry_points(const Graph& graph, const Path& root) {
    std::vector<std::string> found;
    for (const auto& document : graph.documents) {
        const Path& path = document->source().path;
        if (document->dialect() != "django" || path.filename() != "wsgi.py") continue;
        const std::string relative = path.lexically_relative(root).string();
        if (!relative.starts_with("..")) found.push_back(relative);
    }
    return found;
}

static bool has_procfile(const Graph& graph, const Path& root) {
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& document) {
        return document->source().path == root / "Procfile";
    });
}

/// Amazon Linux 2 starts gunicorn with what stands there.
static void report_path(const Setting& setting, const Platform& platform, Reporter& report) {
    const bool is_second = platform.generation == Generation::amazon_linux_2;
    auto found = report.at(setting.span,
                           fmt::format("`WSGIPath` is the file `{}`, but the platform starts "
                                       "gunicorn, which asks for a module",
                                       quoted(setting.value)));
    if (is_second) found.label(platform.span, "this is of Amazon Linux 2 or 2023");
    const std::string stem = setting.value.substr(0, setting.value.find_last_of(".:"));
    found
        .note(fmt::format(
            fmt::runtime(setting.value.ends_with(".py")
                             ? "every request ends in 502; `web.stdout.log` says `ImportError: "
                               "Failed to find application, did you mean '{}:application'?`"
                             : "every request ends in 502; `web.stdout.log` says "
                               "`ModuleNotFoundError: No module named '{}'`"),
            quoted(stem)))
        .fix(fmt::format("name the module `{}`", quoted(as_module(setting.value))),
             Safety::unsafe, {{setting.span, as_module(setting.value)}});
    if (is_second) return;
    found.note("Amazon Linux 1 takes a file here; AWS retired it in July 2022").uncertain();
}

/// Amazon Linux 1 looks for a file of that name.
static void report_module(const Setting& setting, const Platform& platform, Reporter& report) {
    auto found = report.at(setting.span,
                           fmt::format("`WSGIPath` is the module `{}`, but Amazon Linux 1 asks "
                                       "for the path of a file",
                                       quoted(setting.value)));
    found.label(platform.span, "this is of Amazon Linux 1")
        .note("the deployment ends with `Your WSGIPath refers to a file that does not exist.`")
        .fix(fmt::format("name the file `{}`", quoted(as_path(setting.value))), Safety::unsafe,
             {{setting.span, as_path(setting.value)}});
    // What is left of an older platform may be what is wrong.
    if (!platform.is_stated) found.uncertain();
}

/// Whether modules may lie elsewhere than in the bundle's root as it is here.
static bool may_be_elsewhere(const Environment& environment, const Setting& setting) {
    const auto path = environment.find(beanstalk::variables_space, "PYTHONPATH");
    const bool is_root_alone = !path || path->value.starts_with("/var/app/current:$PYTHONPATH") ||
                               path->value == "/var/app/current";
    if (!is_root_alone || environment.deploys_artifact()) return true;
    // A command may bring the file to its place.
    return std::any_of(environment.files.begin(), environment.files.end(), [&](const Document* file) {
        const std::size_t at = file->text().find("wsgi.py");
        return at != std::string_view::npos &&
               !(file->file() == setting.span.file && at >= setting.span.begin && at < setting.span.end);
    });
}

static void check_existence(const Graph& graph, const Environment& environment,
                            const Setting& setting, Reporter& report) {
    const bool is_module = !is_path(setting.value);
    const std::string wanted = is_module ? as_path(setting.value) : setting.value;
    const std::vector<std::string> known = entry_points(graph, environment.root);
    const bool is_there = std::find(known.begin(), known.end(), wanted) != known.end();
    if (known.empty() || is_there || !wanted.ends_with("wsgi.py") || may_be_elsewhere(environment, setting))
        return;
    auto found = report.at(setting.span, fmt::format("`WSGIPath` names `{}`, and the bundle has no `{}`",
                                                     quoted(setting.value), quoted(wanted)));
    found.note(fmt::format("Elastic Beanstalk deploys the folder in which `.ebextensions` lies; "
                           "there the application is `{}`",
                           quoted(known.front())));
    found.note(is_module ? fmt::format("every request ends in 502; `web.stdout.log` says "
                                       "`ModuleNotFoundError: No module named '{}'`",
                                       quoted(setting.value.substr(0, setting.value.find_first_of(".:"))))
                         : "the deployment ends with `Your WSGIPath refers to a file that does not exist.`");
    const std::string right = is_module ? as_module(known.front()) : known.front();
    if (known.size() == 1)
        found.fix(fmt::format("name `{}`", quoted(right)), Safety::unsafe, {{setting.span, right}});
}

static void find_wrong_paths(const Graph& graph, Reporter& report) {
    for (const Environment& environment : beanstalk::find_environments(graph.documents)) {
        const auto setting = environment.find(beanstalk::python_space, "WSGIPath");
        if (!setting || setting->value.empty()) continue;
        const Platform platform = environment.platform();
        const bool is_first = platform.generation == Generation::amazon_linux_1;
        // From Amazon Linux 2 on a Procfile is what starts the server.
        if (platform.is_docker || (!is_first && has_procfile(graph, environment.root))) continue;
        if (!is_first && is_path(setting->value))
            report_path(*setting, platform, report);
        else if (is_first && !is_path(setting->value) &&
                 setting->value.find(':') != std::string::npos)
            report_module(*setting, platform, report);
        else
            check_existence(graph, environment, *setting, report);
    }
}

extern constexpr Rule xst072_eb_wsgipath_wrong{
    .summary = "Elastic Beanstalk's WSGIPath does not lead to the application",
    .why =
        "Amazon Linux 1 (Apache) takes the path of a file, Amazon Linux 2 and 2023 (gunicorn) a "
        "module and its callable. The wrong form deploys, and every request ends in 502: "
        "`ImportError: Failed to find application, did you mean 'shop/wsgi:application'?` in "
        "`web.stdout.log`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "beanstalk django",
    .sources =
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create-deploy-python-django.html "
        "https://github.com/awsdocs/aws-elastic-beanstalk-developer-guide/pull/86 "
        "https://github.com/wolfg1969/elastic-beanstalk-nginx-uwsgi-django/issues/5",
    .bad = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop/wsgi.py
  aws:elasticbeanstalk:environment:proxy:staticfiles:
    /static: static
)",
    .good = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
  aws:elasticbeanstalk:environment:proxy:staticfiles:
    /static: static
)",
    .check = find_wrong_paths,
};

}  // namespace stackc::rules
