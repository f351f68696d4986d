#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk047_password_in_url{
    .summary = "a URL with a password in it",
    .why = "The description is a file in a repository: who can read it can reach the database.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "stack",
    .bad = R"(external db postgres://shop:hunter2@db.example.com:5432
)",
    .good = R"(external db postgres://db.example.com:5432
)",
};

}  // namespace stackc::rules
