#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/compose_file.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Kept {
    const PythonValue* path = nullptr;
    std::string_view what;
};
}  // namespace

/// Where Django keeps what people give it.
static std::vector<Kept> kept_paths(const SettingsModule& settings) {
    std::vector<Kept> kept;
    if (const PythonValue* databases = settings.find("DATABASES"); databases != nullptr) {
        for (const PythonValue& database : databases->items) {
            const PythonValue* engine = database.find("ENGINE");
            const PythonValue* name = database.find("NAME");
            const bool is_file = engine != nullptr && engine->is_text() && !engine->is_assumed &&
                                 engine->text.ends_with("sqlite3");
            if (is_file && name != nullptr) kept.push_back({name, "the database"});
        }
    }
    const bool has_storage = settings.find("DEFAULT_FILE_STORAGE") != nullptr ||
                             settings.find("STORAGES") != nullptr || !settings.is_fully_read;
    const PythonValue* media = settings.find("MEDIA_ROOT");
    if (media != nullptr && !has_storage) kept.push_back({media, "every uploaded file"});
    return kept;
}

/// The path in the container; empty where that is not known.
static std::string path_inside(const Container& container, const PythonValue& path) {
    if (!path.is_text() || !path.is_certain()) return {};
    if (path.is_local_path) return path_in(container, path.text).value_or("");
    return path.text.starts_with('/') ? path.text : std::string();
}

static void check(const Graph& graph, const SettingsModule& settings, const Process& process,
                  std::set<Span>& told, Reporter& report) {
    const std::optional<ContainerId> id = container_of(graph, process);
    const bool is_server =
        process.kind == ServerKind::gunicorn || process.kind == ServerKind::uwsgi ||
        process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn;
    if (!id || !is_server) return;
    const Container& container = graph.at(*id);
    if (!container.is_fully_read || !container.is_image_known || container.is_described_by_image ||
        is_trial(graph, container))
        return;
    for (const Kept& kept : kept_paths(settings)) {
        const std::string path = path_inside(container, *kept.path);
        if (path.empty() || path.starts_with("/tmp") ||
            locate(graph, *id, path).kind != Location::Kind::own)
            continue;
        if (!told.insert(kept.path->span).second) continue;
        report
            .at(kept.path->span,
                fmt::format("`{}` lies in the container `{}` alone, and goes with it", quoted(path),
                            quoted(container.name)))
            .label(container.name_span, "no volume of this service holds it")
            .note(fmt::format("`docker compose up --build` makes a new container: {} is gone",
                              kept.what));
    }
}

static void find_lost_data(const Graph& graph, Reporter& report) {
    std::set<Span> told;
    for (const SettingsModule& settings : graph.settings) {
        for (const ProcessId id : settings.processes)
            check(graph, settings, graph.at(id), told, report);
    }
}

extern constexpr Rule dkr021_data_lost_with_container{
    .summary = "a database or uploads lie in a container, in no volume",
    .why =
        "What a container writes outside its volumes is thrown away with it: each new image, and "
        "each `docker compose down`, starts with an empty database.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose django",
    .sources = "https://docs.docker.com/engine/storage/",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    restart: always
#> Dockerfile
FROM python:3.12
WORKDIR /srv/shop
COPY . .
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/shop/data/db.sqlite3"}}
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    restart: always
    volumes: ["data:/srv/shop/data"]
volumes: {data: {}}
#> Dockerfile
FROM python:3.12
WORKDIR /srv/shop
COPY . .
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/shop/data/db.sqlite3"}}
)",
    .check = find_lost_data,
};

}  // namespace stackc::rules
