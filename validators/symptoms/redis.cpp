// What redis writes when a deployment is broken. Texts of redis 7.0.15.
#include "validators/symptoms/symptom.h"

namespace stackc::symptoms {

static constexpr Symptom table[] = {
    {.name = "port-in-use",
     .program = "redis",
     .pattern =
         R"(Could not create server TCP listening socket (?<socket>\S+): bind: Address already in use)",
     .meaning = "another redis runs already, the distribution's own as a rule",
     .advice = "`systemctl status redis-server`",
     .rules = "XST016 XST015",
     .sample = "Warning: Could not create server TCP listening socket 127.0.0.1:6379: bind: "
               "Address already in use"},
    {.name = "config-refused",
     .program = "redis",
     .pattern = R"(FATAL CONFIG FILE ERROR|Bad directive or wrong number of arguments)",
     .meaning = "redis does not start with this file",
     .advice = "it has no comments behind a value",
     .rules = "RDS001 RDS002 RDS007",
     .sample = "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***"},
    {.name = "protected-mode",
     .program = "redis",
     .pattern = R"(DENIED Redis is running in protected mode)",
     .meaning = "redis refuses clients of other machines: it has no password and no `bind`",
     .advice = "give it a password (`requirepass`), or `bind` it to the address of the inner network",
     .rules = "RDS004",
     .sample = "-DENIED Redis is running in protected mode because protected mode is enabled and "
               "no password is set for the default user."},
    {.name = "out-of-memory",
     .program = "redis",
     .pattern = R"(OOM command not allowed when used memory > 'maxmemory')",
     .meaning = "`maxmemory` is reached, and the policy removes nothing",
     .advice = "`maxmemory-policy allkeys-lru` for a cache",
     .rules = "RDS005",
     .sample = "OOM command not allowed when used memory > 'maxmemory'."},
    {.name = "snapshot-failed",
     .program = "redis",
     .pattern = R"(MISCONF Redis is configured to save RDB snapshots)",
     .meaning = "redis cannot write its data: the disk is full, or `dir` may not be written",
     .advice = "`df` and the owner of `dir`; redis' log names the file",
     .rules = "",
     .sample = "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to "
               "persist to disk."},
    {.name = "folder-missing",
     .program = "redis",
     .pattern = R"(Can't chdir to '(?<file>[^']+)')",
     .meaning = "`dir` is not there or may not be entered",
     .advice = "make the folder and give it to redis' user",
     .rules = "XST104 XST102",
     .sample = "Can't chdir to '/var/lib/redis-shop': No such file or directory"},
};

std::span<const Symptom> of_redis() {
    return table;
}

}  // namespace stackc::symptoms
