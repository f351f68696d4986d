#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule djg015_setting_names_nothing{
    .summary = "a setting names a module or class that is not there",
    .why = "Django imports what its settings name by text: apps and middleware as it starts, the URL configuration at the first request, backends when they are used. A slip of the pen shows as 502, as 500 on every page, or only when somebody logs in or opens a WebSocket.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor systemd uwsgi",
    .sources = "observed:django-3.2 https://docs.djangoproject.com/en/stable/ref/settings/",
};

}  // namespace stackc::rules
