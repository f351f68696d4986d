#include <catch2/catch.hpp>

#include "compiler/diagnostics/display.h"
#include "compiler/diagnostics/redact.h"
#include "compiler/diagnostics/render.h"

namespace stackc {
namespace {

/// Files and findings made by hand, without a front end or a rule table.
struct Made {
    SourceMap sources;
    std::vector<Diagnostic> diagnostics;

    /// The span of `text` in the file at `path`.
    Span find(const Path& path, std::string_view text) const {
        const FileId id = *sources.find(path);
        const auto begin = static_cast<std::uint32_t>(sources.text(id).find(text));
        return {id, begin, begin + static_cast<std::uint32_t>(text.size())};
    }

    Diagnostic& add(Span span, std::string message) {
        Diagnostic diagnostic;
        diagnostic.rule = "XST001";
        diagnostic.severity = Severity::error;
        diagnostic.primary = {span, std::move(message)};
        diagnostics.push_back(std::move(diagnostic));
        return diagnostics.back();
    }

    Report report() const {
        Report result{.sources = sources, .diagnostics = diagnostics};
        result.folder = "/repo";
        result.rule = [](std::string_view id) {
            RuleInfo info;
            info.id = id;
            info.name = "socket-path-mismatch";
            info.url = "https://example.com/XST001";
            return info;
        };
        return result;
    }
};

Made two_ends() {
    Made made;
    made.sources.set("/repo/nginx/site.conf", "server {\n    location / {\n        uwsgi_pass unix:/run/web.sock;\n    }\n}\n");
    made.sources.set("/repo/uwsgi.ini", "[uwsgi]\nsocket = /tmp/shop.sock\n");
    Diagnostic& diagnostic = made.add(made.find("/repo/nginx/site.conf", "unix:/run/web.sock"), "nothing binds `/run/web.sock`");
    diagnostic.related.push_back({made.find("/repo/uwsgi.ini", "/tmp/shop.sock"), "uWSGI binds its socket here"});
    diagnostic.notes.push_back("nginx answers 502");
    diagnostic.fixes.push_back({"connect to `/tmp/shop.sock`", Safety::unsafe, {}});
    return made;
}

}  // namespace

TEST_CASE("a finding shows both ends, each with its source line, then notes and fixes") {
    CHECK(render_text(two_ends().report()) ==
          "error[XST001 socket-path-mismatch]: nothing binds `/run/web.sock`\n"
          " --> nginx/site.conf:3:20\n"
          "  |\n"
          "3 |         uwsgi_pass unix:/run/web.sock;\n"
          "  |                    ^^^^^^^^^^^^^^^^^^\n"
          " ::: uwsgi.ini:2:10\n"
          "  |\n"
          "2 | socket = /tmp/shop.sock\n"
          "  |          -------------- uWSGI binds its socket here\n"
          "  |\n"
          "  = note: nginx answers 502\n"
          "  = fix (unsafe): connect to `/tmp/shop.sock`\n"
          "\n");
}

TEST_CASE("places in one file share an excerpt, with dots over what is left out") {
    Made made;
    made.sources.set("/repo/a.conf", "listen 80;\n\n\n\n\n\n\n\n\n\nlisten 80;\nx;\nlisten 81;\n");
    const FileId id = *made.sources.find("/repo/a.conf");
    Diagnostic& diagnostic = made.add({id, 27, 29}, "twice");
    diagnostic.related.push_back({{id, 7, 9}, "first here"});
    diagnostic.related.push_back({{id, 41, 43}, "and here"});
    CHECK(render_text(made.report()) ==
          "error[XST001 socket-path-mismatch]: twice\n"
          "  --> a.conf:11:8\n"
          "   |\n"
          " 1 | listen 80;\n"
          "   |        -- first here\n"
          "...\n"
          "11 | listen 80;\n"
          "   |        ^^\n"
          "12 | x;\n"
          "13 | listen 81;\n"
          "   |        -- and here\n"
          "\n");
}

TEST_CASE("marks stand below wide, combining, tab and control characters") {
    Made made;
    made.sources.set("/repo/a.conf", "\t\xed\x95\x9c\xea\xb8\x80 e\xcc\x81 \x1b[2J bad;\n");
    made.add(made.find("/repo/a.conf", "bad"), "wrong");
    // The two Hangul take four columns, the accent none, the escape character four.
    CHECK(render_text(made.report()) ==
          "error[XST001 socket-path-mismatch]: wrong\n"
          " --> a.conf:1:13\n"
          "  |\n"
          "1 |     \xed\x95\x9c\xea\xb8\x80 e\xcc\x81 \\x1b[2J bad;\n"
          "  |                    ^^^\n"
          "\n");
}

TEST_CASE("a very long line is cut around what is marked") {
    Made made;
    made.sources.set("/repo/a.conf", std::string(5'000'000, 'a') + " bad " + std::string(5'000'000, 'b'));
    made.add(made.find("/repo/a.conf", "bad"), "wrong");
    const std::string text = render_text(made.report());
    CHECK(text.size() < 600);
    CHECK(text.find("aaa bad bbb") != std::string::npos);
    CHECK(text.find("…aaa") != std::string::npos);
    CHECK(text.find("bbb…") != std::string::npos);
}

TEST_CASE("a finding about a whole file shows its path alone") {
    Made made;
    made.sources.set("/elsewhere/a.conf", "");
    made.add({*made.sources.find("/elsewhere/a.conf"), 0, 0}, "cannot read");
    CHECK(render_text(made.report()) == "error[XST001 socket-path-mismatch]: cannot read\n --> /elsewhere/a.conf\n\n");
}

TEST_CASE("a mark at the end of the file, or over several lines, stays in its line") {
    Made made;
    made.sources.set("/repo/a.conf", "a {\n  b;\n");
    made.add({*made.sources.find("/repo/a.conf"), 9, 9}, "unclosed");
    made.add({*made.sources.find("/repo/a.conf"), 0, 8}, "long");
    const std::string text = render_text(made.report());
    CHECK(text.find("3 |\n  | ^\n") != std::string::npos);
    CHECK(text.find("1 | a {\n  | ^^^\n") != std::string::npos);
}

TEST_CASE("colours are there only when asked for") {
    const Made made = two_ends();
    Report report = made.report();
    CHECK(render_text(report).find('\x1b') == std::string::npos);
    report.has_color = true;
    CHECK(render_text(report).find("\x1b[1;31merror") != std::string::npos);
}

TEST_CASE("secrets in a source line are starred, with places kept") {
    CHECK(redacted("SECRET_KEY = \"hunter2\"") == "SECRET_KEY = \"*******\"");
    CHECK(redacted("environment=DB_PASSWORD=abc,X=1") == "environment=DB_PASSWORD=***,X=1");
    CHECK(redacted("redis://u:pw@host/0") == "redis://u:**@host/0");
    CHECK(redacted("proxy_pass http://host:80/a@b;") == "proxy_pass http://host:80/a@b;");
    CHECK(redacted("SECRET_KEY secret \"/etc/shop/key\"") == "SECRET_KEY secret \"/etc/shop/key\"");
    CHECK(redacted("password_file = /run/secrets/db") == "password_file = /run/secrets/db");
    CHECK(redacted("ssl_certificate_key /etc/key.pem;") == "ssl_certificate_key /etc/key.pem;");
    CHECK(redacted("requirepass foobared") == "requirepass ********");
    CHECK(redacted("server_tokens off;") == "server_tokens off;");
    CHECK(redacted("token").size() == 5);
}

TEST_CASE("no way of writing a secret key shows it") {
    const char* const settings[] = {
        "SECRET_KEY = '@s3cr3t'", "SECRET_KEY = '#s3cr3t$x'", "SECRET_KEY = '$s3cr3t-x'", "SECRET_KEY = '/s3cr3t+x/='",
        "SECRET_KEY = '%s3cr3t'", "SECRET_KEY = '{s3cr3t'", "SECRET_KEY = '<s3cr3t'", "SECRET_KEY = \"a'b\\\"s3cr3t\"",
        "SECRET_KEY = 'a\\'s3cr3t'", "SECRET_KEY = '''x's3cr3t'''", "SECRET_KEY = \"\"\"\ns3cr3t\nmore-s3cr3t\"\"\"",
        "SECRET_KEY = 'x' + 's3cr3t'", "SECRET_KEY = 'x' \"s3cr3t\"", "SECRET_KEY = f's3cr3t{x}'", "SECRET_KEY = rb's3cr3t'",
        "SECRET_KEY = (\n    'x'\n    's3cr3t'\n)", "SECRET_KEY = 'x' \\\n    's3cr3t'",
        "SECRET_KEY = os.getenv('SECRET_KEY', 's3cr3t')", "SECRET_KEY = config('SECRET_KEY', default=\"s3cr3t\")",
        "SECRET_KEY = os.environ.get('K') or 's3cr3t'", "os.environ['SECRET_KEY'] = 's3cr3t'",
        "os.environ.setdefault('SECRET_KEY', 's3cr3t')", "{'PASSWORD': 's3cr3t', 'HOST': 'db'}", "\"password\": \"s3cr3t\"",
        "SECRET_KEY=a'b,s3cr3t\"c", "SECRET_KEY=s3cr3t;x}y,z", "SECRET_KEY: str = 's3cr3t'", "password: @s3cr3t"};
    for (const std::string text : settings) {
        INFO(text);
        const std::string shown = redacted(text);
        CHECK(shown.size() == text.size());
        CHECK(shown.find("s3cr3t") == std::string::npos);
    }
    CHECK(redacted("SECRET_KEY = os.getenv('SECRET_KEY')") == "SECRET_KEY = os.getenv('SECRET_KEY')");
    CHECK(redacted("PASSWORD = '${DB_PASSWORD}'") == "PASSWORD = '${DB_PASSWORD}'");
}

TEST_CASE("a line of a secret that began lines before is starred") {
    Made made;
    made.sources.set("/repo/a.py", "SECRET_KEY = (\n    'x'\n    's3cr3t'\n)\n");
    made.add({*made.sources.find("/repo/a.py"), 27, 35}, "key");
    CHECK(render_text(made.report()).find("s3cr3t") == std::string::npos);
}

TEST_CASE("width counts columns, not bytes") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\xed\x95\x9c") == 2);
    CHECK(display_width("e\xcc\x81") == 1);
    CHECK(display_width("\xff") == 1);
}

}  // namespace stackc
