#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether the platform starts the process, by itself or by the bundle's Procfile.
static bool is_of(const Graph& graph, const Process& process,
                  const beanstalk::Environment& environment) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    const Document* document = program == nullptr ? nullptr : graph.document_of(program->file);
    if (document == nullptr) return false;
    const Path& path = document->source().path;
    return path == environment.root / "Procfile" ||
           (document->dialect() == "beanstalk" &&
            path.parent_path().parent_path() == environment.root);
}

static const PythonValue* sqlite_file(const SettingsModule& settings) {
    const PythonValue* databases = settings.find("DATABASES");
    const PythonValue* one = databases == nullptr ? nullptr : databases->find("default");
    const PythonValue* engine = one == nullptr ? nullptr : one->find("ENGINE");
    const PythonValue* name = one == nullptr ? nullptr : one->find("NAME");
    const bool is_sqlite = engine != nullptr && engine->is_text() && engine->is_certain() &&
                           engine->text.ends_with("sqlite3");
    if (!is_sqlite || name == nullptr || !name->is_text() || !name->is_certain()) return nullptr;
    const bool is_in_bundle =
        name->is_local_path || name->text.starts_with("/var/app/") || !name->text.starts_with('/');
    return is_in_bundle ? name : nullptr;
}

static void find_databases(const Graph& graph, Reporter& report) {
    std::set<Span> told;
    for (const beanstalk::Environment& environment :
         beanstalk::find_environments(graph.documents)) {
        if (environment.platform().is_docker) continue;
        for (const SettingsModule& settings : graph.settings) {
            const PythonValue* file = sqlite_file(settings);
            const bool is_used =
                std::any_of(settings.processes.begin(), settings.processes.end(),
                            [&](ProcessId id) { return is_of(graph, graph.at(id), environment); });
            if (file == nullptr || !is_used || !told.insert(file->span).second) continue;
            report
                .at(file->span,
                    "the database lies in the folder that every deployment to Elastic Beanstalk "
                    "replaces")
                .label(environment.span(), "deployed from here")
                .note(
                    "`eb deploy` unpacks a new /var/app/current, and each machine has a file of "
                    "its own: what people entered is gone; use RDS");
        }
    }
}

extern constexpr Rule xst134_eb_database_in_bundle{
    .summary = "an SQLite database lies in what Elastic Beanstalk deploys",
    .why =
        "Every deployment puts a new folder in the place of /var/app/current, and every machine "
        "starts with its own copy: data is lost at each `eb deploy` and when machines come and go.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "beanstalk django procfile",
    .sources =
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create-deploy-python-django.html "
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create-deploy-python-rds.html",
    .bad = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = [".elasticbeanstalk.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
)",
    .good = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    WSGIPath: shop.wsgi:application
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
import os
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = [".elasticbeanstalk.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ["RDS_HOSTNAME"]}}
)",
    .check = find_databases,
};

}  // namespace stackc::rules
