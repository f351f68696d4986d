// What Python, Django and its clients of databases writes when a deployment is broken. Texts of
// Django 3.2 and 4.2.
#include "validators/symptoms/symptom.h"

namespace stackc::symptoms {

static constexpr Symptom table[] = {
    {.name = "host-not-allowed",
     .program = "django",
     .pattern = R"(Invalid HTTP_HOST header: '(?<site>[^':]+)|DisallowedHost)",
     .meaning = "Django does not answer to that host name: 400",
     .advice =
         "add it to ALLOWED_HOSTS; where it is an `upstream`'s name, nginx does not pass the Host "
         "header",
     .rules = "XST024 XST025 DJG002 DJG005 XST027",
     .sample = "django.core.exceptions.DisallowedHost: Invalid HTTP_HOST header: 'shop.test'. You "
               "may need to add 'shop.test' to ALLOWED_HOSTS."},
    {.name = "allowed-hosts-empty",
     .program = "django",
     .pattern = R"(You must set settings\.ALLOWED_HOSTS)",
     .meaning = "ALLOWED_HOSTS is empty and DEBUG is off",
     .advice = "",
     .rules = "DJG002",
     .sample = "CommandError: You must set settings.ALLOWED_HOSTS if DEBUG is False."},
    {.name = "csrf-origin",
     .program = "django",
     .pattern = R"(Origin checking failed - https?://(?<site>[^ /:]+))",
     .meaning = "the page's origin is not trusted: every form ends in 403",
     .advice =
         "CSRF_TRUSTED_ORIGINS with the scheme; or nginx does not say that the request was HTTPS "
         "(`X-Forwarded-Proto`)",
     .rules = "XST033 XST030 DJG006 XST025",
     .sample = "Forbidden (Origin checking failed - https://shop.test does not match any trusted "
               "origins.): /login/"},
    {.name = "csrf-failed",
     .program = "django",
     .pattern =
         R"(CSRF (?:verification failed|cookie not set|token (?:missing|incorrect))|Forbidden \(CSRF|Forbidden \(Referer)",
     .meaning = "Django refused a form: its cookie did not come back",
     .advice = "cookies marked secure need HTTPS up to the browser, and a proxy must keep them",
     .rules = "XST033 XST030 DJG011",
     .sample = "Forbidden (CSRF cookie not set.): /login/"},
    {.name = "settings-missing",
     .program = "django",
     .pattern =
         R"(settings are not configured|The SECRET_KEY setting must not be empty|DJANGO_SETTINGS_MODULE is undefined)",
     .meaning =
         "the process has no DJANGO_SETTINGS_MODULE, or the settings lack what they must have",
     .advice = "set it in the manager's environment",
     .rules = "XST052 XST053 XST054 DJG015",
     .sample =
         "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty."},
    {.name = "static-root-missing",
     .program = "django",
     .pattern = R"(without having set the STATIC_ROOT)",
     .meaning = "`collectstatic` does not know where to",
     .advice = "",
     .rules = "DJG008",
     .sample = "django.core.exceptions.ImproperlyConfigured: You're using the staticfiles app "
               "without having set the STATIC_ROOT setting to a filesystem path."},
    {.name = "variable-missing",
     .program = "django",
     .pattern = R"(KeyError: '(?<variable>[A-Z][A-Z0-9_]{2,})')",
     .meaning = "the settings read an environment variable that the process does not have",
     .advice = "set it in the manager: supervisor's `environment`, systemd's `EnvironmentFile`",
     .rules = "XST119 XST054 DJG017",
     .sample = "KeyError: 'SECRET_KEY'"},
    {.name = "module-missing",
     .program = "python",
     .pattern = R"((?:ModuleNotFoundError|ImportError): No module named '?(?<module>[\w.]+)'?)",
     .meaning =
         "Python does not find the module: another folder, another virtual environment, or a slip "
         "in its name",
     .advice =
         "compare `chdir`, `pythonpath`, `directory=` and the virtual environment with where the "
         "module lies",
     .rules = "XST055 XST053 GUN003 UWS013 UWS002 XST109 XST056 DJG016 DJG015",
     .sample = "ModuleNotFoundError: No module named 'demo.setings'"},
    {.name = "redis-refused",
     .program = "django",
     .pattern =
         R"(Connect call failed \('(?<host>[^']+)', (?<port>6379|\d+)\)|Error 111 connecting to (?<socket>[\w.-]+:\d+))",
     .meaning = "nothing listens on the address of redis or of another service",
     .advice = "",
     .rules = "XST066 XST041 XST068 XST159",
     .sample = "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 6379)"},
    {.name = "redis-password",
     .program = "django",
     .pattern = R"(NOAUTH|Authentication required\.|WRONGPASS|invalid username-password pair)",
     .meaning = "redis wants a password that the application does not give, or another",
     .advice = "`redis://:password@host:6379/0`, from a file or variable",
     .rules = "XST066",
     .sample = "redis.exceptions.AuthenticationError: Authentication required."},
    {.name = "database-refused",
     .program = "django",
     .pattern =
         R"x(connection to server at "(?<host>[^"]+)"[^,]*, port (?<port>\d+) failed: (?:Connection refused|Connection timed out|timeout)|could not connect to server: Connection (?:refused|timed out)|Can\'t connect to MySQL server)x",
     .meaning = "the database cannot be reached",
     .advice = "its security group, its address in the settings, and that it runs",
     .rules = "XST074 XST131 XST159",
     .sample =
         R"(django.db.utils.OperationalError: connection to server at "10.0.1.20", port 5432 failed: Connection timed out)"},
    {.name = "database-not-writable",
     .program = "django",
     .pattern = R"(attempt to write a readonly database|unable to open database file)",
     .meaning = "the process's user may not write the SQLite file, or the folder that it lies in",
     .advice = "",
     .rules = "XST064",
     .sample = "django.db.utils.OperationalError: attempt to write a readonly database"},
    {.name = "file-not-allowed",
     .program = "python",
     .pattern = R"(PermissionError: \[Errno 13\] Permission denied: '(?<file>[^']+)')",
     .meaning = "the process's user may not open the file",
     .advice = "",
     .rules = "XST064 XST065",
     .sample = "PermissionError: [Errno 13] Permission denied: '/var/log/shop/app.log'"},
    {.name = "file-missing",
     .program = "python",
     .pattern = R"(FileNotFoundError: \[Errno 2\] No such file or directory: '(?<file>[^']+)')",
     .meaning = "the file is not there, or the path is relative to another folder",
     .advice = "",
     .rules = "DJG010 XST055 XST104",
     .sample = "FileNotFoundError: [Errno 2] No such file or directory: 'logs/app.log'"},
};

std::span<const Symptom> of_django() {
    return table;
}

}  // namespace stackc::symptoms
