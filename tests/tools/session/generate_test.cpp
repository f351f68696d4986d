#include "tools/session/generate.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace stackc;

namespace {

Generated generate_text(const std::string& description, Layout layout = Layout::debian, const std::string& host = "") {
    MemoryFileSystem files;
    files.add("/w/shop.stack", description);
    GenerateOptions options;
    options.description = "/w/shop.stack";
    options.folder = "/home/me/out";
    options.layout = layout;
    options.host = host;
    options.maker = "me";
    return generate(files, options);
}

std::string complaints(const Generated& generated) {
    std::string text = generated.refusal;
    for (const Diagnostic& diagnostic : generated.analysis.diagnostics) text += diagnostic.primary.text + "\n";
    for (const Label& problem : generated.problems) text += problem.text + "\n";
    for (const std::string& fault : generated.faults) text += fault + "\n";
    return text;
}

std::string text_at(const Generated& generated, std::string_view path) {
    for (const OutputFile& file : generated.files) {
        if (file.path == path) return file.text;
    }
    return "(no such file)";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view shop = R"(stack shop
user deploy { home /home/deploy }
app shop { framework plain; root /srv/shop; wsgi shop:app }
service web { run shop.wsgi with uwsgi; user deploy; group www-data; listen unix /run/shop/web.sock; timeout 60s; workers 2 }
site shop.example.com {
  listen 443 tls
  listen 80 redirect https
  tls { certificate /etc/ssl/shop.crt; key /etc/ssl/shop.key }
  route / to web { timeout 2m }
}
)";

}  // namespace

TEST_CASE("one time-out decides all that wait") {
    const Generated generated = generate_text(std::string(shop));
    INFO(complaints(generated));
    REQUIRE(generated.is_done());
    CHECK(has(text_at(generated, "etc/uwsgi/apps-available/shop-web.ini"), "harakiri = 60\n"));
    CHECK(has(text_at(generated, "etc/nginx/sites-available/shop.conf"), "uwsgi_read_timeout 2m;"));
    CHECK(has(text_at(generated, "etc/supervisor/conf.d/shop.conf"), "stopwaitsecs=65\n"));
}

TEST_CASE("the standalone layout keeps everything below its folder and needs no rights") {
    const Generated generated = generate_text(std::string(shop), Layout::standalone);
    INFO(complaints(generated));
    REQUIRE(generated.is_done());
    const std::string nginx = text_at(generated, "etc/nginx/sites-available/shop.conf");
    CHECK(has(nginx, "listen 8443 ssl;"));
    CHECK(has(nginx, "return 301 https://$host:8443$request_uri;"));
    CHECK(has(nginx, "ssl_certificate /home/me/out/etc/tls/shop.example.com.crt;"));
    CHECK(has(nginx, "server unix:/home/me/out/run/shop/web.sock;"));
    const std::string uwsgi = text_at(generated, "etc/uwsgi/apps-available/shop-web.ini");
    CHECK(has(uwsgi, "socket = /home/me/out/run/shop/web.sock\n"));
    CHECK(has(uwsgi, "chdir = /srv/shop\n"));
    CHECK_FALSE(has(uwsgi, "uid"));
    const std::string main = text_at(generated, "supervisord.conf");
    CHECK(has(main, "user=me\n"));
    CHECK(has(text_at(generated, "etc/supervisor/conf.d/shop.conf"), "[program:shop-nginx]\n"));
    CHECK(generated.urls == std::vector<std::string>{"https://shop.example.com:8443/"});
    CHECK(has(text_at(generated, "etc/tls/shop.example.com.key"), "PRIVATE KEY"));
}

TEST_CASE("each machine has a tree of its own, and reaches the others by address") {
    const std::string two = R"(stack shop
host front { address 10.0.0.1 }
host back { address 10.0.0.2 }
app shop { framework plain; root /srv/shop; wsgi shop:app }
service web { run shop.wsgi with gunicorn; listen 10.0.0.2:8000; on [back]; workers 2 }
service home { run shop.wsgi with gunicorn; listen unix /run/shop/home.sock; on [front]; workers 2 }
site shop.example.com { listen 80; route /app/ to web; route / to home }
)";
    const Generated generated = generate_text(two);
    INFO(complaints(generated));
    REQUIRE(generated.is_done());
    CHECK(has(text_at(generated, "front/etc/nginx/sites-available/shop.conf"), "server 10.0.0.2:8000;"));
    CHECK(has(text_at(generated, "front/etc/supervisor/conf.d/shop.conf"), "[program:shop-home]"));
    CHECK_FALSE(has(text_at(generated, "front/etc/supervisor/conf.d/shop.conf"), "[program:shop-web]"));
    CHECK(has(text_at(generated, "back/etc/supervisor/conf.d/shop.conf"), "[program:shop-web]"));

    const Generated one = generate_text(two, Layout::debian, "back");
    CHECK(has(text_at(one, "etc/supervisor/conf.d/shop.conf"), "[program:shop-web]"));
    CHECK_FALSE(generate_text(two, Layout::debian, "bakc").refusal.empty());
}

TEST_CASE("a description with a mistake generates nothing") {
    const Generated generated = generate_text("stack shop\nsite shop.example.com { listen 99999 }\n");
    CHECK(generated.has_errors());
    CHECK(generated.files.empty());
    CHECK(generate_text("").is_done() == false);
}

TEST_CASE("the same description gives the same bytes") {
    const Generated once = generate_text(std::string(shop)), again = generate_text(std::string(shop));
    CHECK(once.manifest == again.manifest);
    CHECK_FALSE(once.manifest.empty());
}
