#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup016_home_env_not_set{
    .summary = "a tool that writes below HOME runs as another user with the old HOME",
    .why =
        "`user=` changes the user and nothing of the environment: npm and its like still "
        "write below supervisord's HOME and fail there with `Permission denied`.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://supervisord.org/subprocess.html",
    .bad = R"([program:front]
command=npm start
user=app
)",
    .good = R"([program:front]
command=npm start
user=app
environment=HOME="/home/app",USER="app"
)",
};

}  // namespace stackc::rules
