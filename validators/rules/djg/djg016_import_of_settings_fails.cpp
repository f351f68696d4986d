#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule djg016_import_of_settings_fails{
    .summary = "the settings or the URL configuration import what is not there",
    .why = "`from .local import *` of a file that is not in the repository, or a package that is in nobody's requirements: Python stops at that line, the servers' workers do not boot, and nginx answers 502 or 500.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor systemd uwsgi",
    .sources = "observed:django-3.2 https://docs.djangoproject.com/en/stable/topics/settings/",
};

}  // namespace stackc::rules
