// Whatever a description's text holds, in each language it stays one value: it ends no
// directive, line or section, and is read back as it was.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "emitters/nginx/words.h"
#include "emitters/supervisor/words.h"
#include "tools/session/generate.h"

using namespace stackc;

namespace {

const std::vector<std::string> nasty_values{
    "plain",
    "two words",
    "semi;colon ; and # hash",
    "a \"double\" and a 'single' quote",
    "'",
    "\"",
    "ends in a backslash\\",
    "\\n is no newline, \\\" no quote",
    "} server { listen 1; }",
    "$host ${uri} $1 $",
    "%(here)x %s %% 100%",
    "%(ENV_HOME)x",
    "$(HOME) @(/etc/passwd) %d%n",
    "[program:x]",
    "=start",
    "# not a comment",
    "; nor this",
    "{{ template }}",
    "ünïcödé … ≥",
    "a,b=c,d",
};

/// `text` as a string of the stack language.
std::string stack_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '$') result.append("\\").append(1, c);
        else if (c == '\t') result += "\\t";
        else result += c;
    }
    return result + '"';
}

Generated generate_text(const std::string& description) {
    MemoryFileSystem files;
    files.add("/w/nasty.stack", description);
    GenerateOptions options;
    options.description = "/w/nasty.stack";
    options.folder = "/w/out";
    return generate(files, options);
}

std::string complaints(const Generated& generated) {
    std::string text = generated.refusal;
    for (const Diagnostic& diagnostic : generated.analysis.diagnostics) text += diagnostic.primary.text + "\n";
    for (const Label& problem : generated.problems) text += problem.text + "\n";
    for (const std::string& fault : generated.faults) text += fault + "\n";
    return text;
}

/// The generated files as stackc itself reads them.
Analysis read_back(const Generated& generated) {
    MemoryFileSystem files;
    for (const OutputFile& file : generated.files) {
        if (file.kind == OutputKind::file) files.add("/w/out/" + file.path, file.text);
    }
    SessionOptions options;
    options.maps = {{"/etc", "/w/out/etc"}};
    Session session(files, options);
    const std::vector<Path> roots{"/w/out"};
    return session.analyse(roots);
}

/// The first argument of the only directive of that name, in any nginx file.
std::string nginx_argument(const Analysis& analysis, std::string_view directive, std::size_t index) {
    for (const auto& document : analysis.graph.documents) {
        if (document->dialect() != "nginx") continue;
        for (const Node& node : document->nodes()) {
            if (node.name.value == directive && node.arg_count > index) return std::string(document->args(node)[index].value);
        }
    }
    return "(none)";
}

/// The text with the variable that stands for a dollar sign put back.
std::string with_dollars(std::string text) {
    for (std::size_t at = 0; (at = text.find("${nasty_dollar}", at)) != std::string::npos; ++at) text.replace(at, 15, "$");
    return text;
}

std::string description_with(const std::string& value) {
    const std::string text = stack_string(value);
    return fmt::format("stack nasty\n"
                       "app a {{ framework plain; root /srv/a; wsgi a:app; env {{ VALUE {0} }} }}\n"
                       "service web {{ run a.wsgi with uwsgi; listen unix /run/nasty/web.sock }}\n"
                       "service api {{ run a.wsgi with gunicorn; listen unix /run/nasty/api.sock }}\n"
                       "site a.example.com {{ listen 80; header X-Value {0}; route = /say return 200 {0}; route /api/ to api; route / to web }}\n",
                       text);
}

}  // namespace

TEST_CASE("a nasty value reaches every language as it was") {
    for (const std::string& value : nasty_values) {
        INFO(value);
        const Generated generated = generate_text(description_with(value));
        INFO(complaints(generated));
        REQUIRE(generated.is_done());
        const Analysis analysis = read_back(generated);
        CHECK(with_dollars(nginx_argument(analysis, "return", 1)) == value);
        CHECK(with_dollars(nginx_argument(analysis, "add_header", 1)) == value);
        CHECK(analysis.graph.sites.size() == 2);
        CHECK(analysis.graph.programs.size() == 2);
    }
}

TEST_CASE("what a language cannot hold is a problem with a place, and nothing is generated") {
    const Generated generated = generate_text("stack nasty\n"
                                              "app a { framework plain; root /srv/a; wsgi a:app; env { VALUE \"a blank at its end \" } }\n"
                                              "service web { run a.wsgi with uwsgi; listen unix /run/nasty/web.sock }\n");
    REQUIRE(generated.problems.size() == 1);
    CHECK_FALSE(generated.is_done());
}

TEST_CASE("nginx words are quoted where they must be") {
    using namespace nginx_words;
    CHECK(word("/srv/shop") == "/srv/shop");
    CHECK(word("") == "\"\"");
    CHECK(word("a;b") == "\"a;b\"");
    CHECK(word("a\"b\\") == "\"a\\\"b\\\\\"");
    CHECK(literal("5 $", "shop_dollar") == "\"5 ${shop_dollar}\"");
    CHECK(literal("/new/$1", "shop_dollar", true) == "\"/new/$1\"");
}

TEST_CASE("supervisor's command lines survive its comments, its expansions and its splitting") {
    using namespace supervisor_words;
    CHECK(command({"/bin/a", "b c"}) == "/bin/a 'b c'");
    CHECK(command({"it's"}) == "'it'\"'\"'s'");
    CHECK(command({"a ;b #c"}) == "'a '';b ''#c'");
    CHECK(command({"100%"}) == "100%%");
    CHECK(command({"two\nlines"}) == std::nullopt);
    CHECK(environment("a b") == "\"a b\"");
    CHECK(environment("say \"x\".") == "'say \"x\".'");
    CHECK(environment("\"x\"") == std::nullopt);
    CHECK(environment("a ;b") == std::nullopt);
    CHECK(plain("/var/log/100%.log", 2) == "/var/log/100%%%%.log");
}
