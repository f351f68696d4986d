#include "tools/session/page.h"

#include <catch2/catch.hpp>

#include "compiler/diagnostics/render.h"
#include "tools/session/report.h"
#include "tools/session/session.h"

using namespace stackc;

static constexpr std::string_view tutorial = R"(# 배포하기

먼저 소켓을 엽니다. `/etc/uwsgi/apps-available/shop.ini`:

```ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
master = true
die-on-term = true
chmod-socket = 660
uid = deploy
gid = www-data
```

1. 그 다음 nginx:

   ```nginx
   server {
       listen 80;
       server_name пример.рф;  # 한국어
       location /static/ { alias /srv/静态; }
       location / { include uwsgi_params; uwsgi_pass unix:/run/shop/uwsgi.sock; }
   }
   ```
)";

static Analysis lint_page(std::string_view text, const Path& name = "/case/page.md") {
    MemoryFileSystem files;
    files.add(name, std::string(text));
    SessionOptions options;
    options.root = "/case";
    return Session(files, std::move(options)).analyse(std::vector<Path>{name});
}

static std::vector<std::string> found(const Analysis& analysis) {
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        const Region at = region_of(*analysis.sources, diagnostic.primary.span);
        lines.push_back(std::string(diagnostic.rule) + " " +
                        analysis.sources->path(diagnostic.primary.span.file).filename().string() +
                        ":" + std::to_string(at.start_line) + ":" +
                        std::to_string(at.start_column));
    }
    return lines;
}

TEST_CASE("blocks of one page are one deployment, and findings stand at their places in the page") {
    const Analysis analysis = lint_page(tutorial);
    CHECK(found(analysis) ==
          std::vector<std::string>{"NGX035 page.md:24:34", "XST001 page.md:25:54"});
    REQUIRE(analysis.files.size() == 1);
    CHECK(analysis.files[0].dialect == "markdown");
    CHECK(analysis.files[0].is_understood);
    const std::string shown = render_text(make_report(analysis, "/case"));
    CHECK(shown.find("uWSGI binds its socket here") != std::string::npos);
    CHECK(shown.find(" 7 | socket = /run/shop/web.sock") != std::string::npos);
}

TEST_CASE("a page's fixes are edits of the page") {
    const Analysis analysis = lint_page(tutorial);
    REQUIRE(analysis.diagnostics.size() == 2);
    const Edit& edit = analysis.diagnostics[0].fixes.at(0).edits.at(0);
    CHECK(analysis.sources->text(edit.span) == "/srv/静态");
    CHECK(edit.replacement == "/srv/静态/");
}

TEST_CASE("a page in a folder is not read unless it is named") {
    MemoryFileSystem files;
    files.add("/case/page.md", std::string(tutorial));
    const Analysis analysis = Session(files, {}).analyse(std::vector<Path>{"/case"});
    CHECK(analysis.files.empty());
}

TEST_CASE(
    "files that commands write are read, but for those in which the shell replaces variables") {
    const Page page = read_page(
        "```bash\n$ sudo tee /etc/nginx/conf.d/a.conf > /dev/null <<'EOF'\nlisten $x;\nEOF\n"
        "cat > b.ini <<EOF\n[uwsgi]\nEOF\ncat <<EOF > c.conf\nset $y;\nEOF\n```\n");
    REQUIRE(page.blocks.size() == 2);
    CHECK(page.blocks[0].name == "etc/nginx/conf.d/a.conf");
    CHECK(page.blocks[0].text.ends_with("\nlisten $x;\n"));
    CHECK(page.blocks[1].name == "b.ini");
    CHECK_FALSE(page.is_whole);
}

TEST_CASE("a block is named by its fence, its first comment or the line before it") {
    CHECK(read_page("```nginx title=\"deploy/a.conf\"\nx\n```\n").blocks.at(0).name ==
          "deploy/a.conf");
    CHECK(read_page("```\n# /etc/supervisor/conf.d/b.conf\nx\n```\n").blocks.at(0).name ==
          "etc/supervisor/conf.d/b.conf");
    CHECK(read_page("Put this into **/etc/nginx/sites-available/shop**:\n\n~~~\nx\n~~~\n")
              .blocks.at(0)
              .name == "etc/nginx/sites-available/shop");
    CHECK(read_page("Plain words.\n```\nx\n```\n").blocks.at(0).name.empty());
    CHECK(read_page("```python\nx = 1\n```\n").blocks.empty());
}

TEST_CASE("what follows a command that opens a file is the file") {
    const Page page = read_page(
        "```bash\n(venv)$ sudo vim /etc/nginx/sites-enabled/default\nserver {\n    listen "
        "80;\n}\n$ sudo nginx -t\nok\nok\n```\n"
        "```\n$ cat /etc/supervisor/conf.d/a.conf\n[program:a]\ncommand=x\n```\n```bash\nsudo nano "
        "/etc/nginx/nginx.conf\n```\n");
    REQUIRE(page.blocks.size() == 2);
    CHECK(page.blocks[0].name == "etc/nginx/sites-enabled/default");
    CHECK(page.blocks[0].text.ends_with("\nserver {\n    listen 80;\n}\n"));
    CHECK(page.blocks[1].name == "etc/supervisor/conf.d/a.conf");
    CHECK(read_page("```/etc/systemd/system/a.service\n[Unit]\n```\n").blocks.at(0).name ==
          "etc/systemd/system/a.service");
}

TEST_CASE("what a page leaves out is not missing, and pasted numbers are not part of a block") {
    const Analysis shortened = lint_page(
        "```nginx\nserver {\n    listen 80;\n    ...\n    # …\n    location / { proxy_pass "
        "http://127.0.0.1:8000; }\n}\n```\n");
    CHECK(found(shortened).empty());
    const Page numbered = read_page("```nginx\n 9  server {\n10      listen 80;\n11  }\n```\n");
    CHECK(numbered.blocks.at(0).text.find("10") == std::string::npos);
    CHECK(numbered.blocks.at(0).text.size() ==
          std::string_view("```nginx\n 9  server {\n10      listen 80;\n11  }\n").size());
}

TEST_CASE("steps of a page that show one site twice are not two sites") {
    const std::string block =
        "```nginx\nserver {\n    listen 80 default_server;\n    server_name a.test;\n    return "
        "404;\n}\n```\n";
    CHECK(found(lint_page(block + "Now with TLS:\n" + block)).empty());
}

TEST_CASE("a stand-in is for the reader of a page to replace") {
    CHECK(found(lint_page("```ini\n[program:x]\ncommand=/path/to/venv/bin/python "
                          "main.py\nuser=deploy\n```\n"))
              .empty());
}

TEST_CASE("a suppression in a block holds for its line of the page") {
    const Analysis analysis = lint_page(
        "# Words\n\n```nginx\nserver {\n    listen 80;\n    # stackc: ignore[NGX035] shown on "
        "purpose\n"
        "    location /s/ { alias /srv/s; }\n}\n```\n");
    CHECK(found(analysis).empty());
    CHECK(analysis.suppressed == 1);
}

TEST_CASE("a page of fences without end is read without falling behind") {
    std::string page;
    for (int i = 0; i < 20000; ++i) page += "```nginx\nserver {\n";
    CHECK(read_page(page).blocks.size() <= 100);
}
