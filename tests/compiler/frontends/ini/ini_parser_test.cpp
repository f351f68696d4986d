#include "compiler/frontends/ini/ini_parser.h"

#include <catch2/catch.hpp>

using namespace stackc;

static constexpr ini::IniOptions plain{
    .dialect = "uwsgi", .allows_bare_keys = true, .cuts_last_byte_of_section = true};
static constexpr ini::IniOptions pythonic{.dialect = "supervisor",
                                          .separators = "=:",
                                          .has_inline_comments = true,
                                          .has_continuations = true,
                                          .is_cr_newline = true,
                                          .needs_section_first = true};

/// One line a node: what it is, its name and its arguments.
static std::string outline(const std::string& text, const ini::IniOptions& options) {
    static SourceMap map;
    const SourceFile file = map.file(map.set("/w/x.ini", text));
    const Document document = ini::parse(file, options, [](Span) {});
    CHECK(print(document) == text);
    std::string out;
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::block) out += "[" + std::string(node.name.value) + "]";
        if (node.kind == NodeKind::statement) out += std::string(node.name.value);
        if (node.kind == NodeKind::comment) out += "# " + std::string(document.text(node.span));
        if (node.kind == NodeKind::opaque) out += "template";
        if (node.kind == NodeKind::error) out += "error";
        for (const Word& word : document.args(node))
            out += "|" + std::string(word.value) + (word.has_hole ? " (hole)" : "");
        if (node.kind != NodeKind::root) out += "\n";
    }
    return out;
}

TEST_CASE("uWSGI keeps what looks like a comment, and takes keys without a value") {
    CHECK(outline("[uwsgi]\nsocket = /run/a.sock ; mine\n ; comment\nmaster\nempty =\n= x\n",
                  plain) ==
          "[uwsgi]\nsocket|/run/a.sock ; mine\n# ; comment\nmaster\nempty|\n|x\n");
}

TEST_CASE("uWSGI cuts the last byte of a section's line, whatever it is") {
    CHECK(outline("[uwsgi\na=1\n[b] \nc=2", plain) == "[uwsg]\na|1\n[b]\nc|2\n");
}

TEST_CASE("uWSGI knows no continued values: an indented line is a key") {
    CHECK(outline("[uwsgi]\na = 1\n  b : 2\n", plain) == "[uwsgi]\na|1\nb : 2\n");
}

TEST_CASE("supervisor cuts comments after white space, also inside quotes") {
    CHECK(outline("[program:x] ; head\ncommand=sh -c 'a ; b' # c\nurl=http://x/#y;z\n", pythonic) ==
          "[program:x]\n# ; head\ncommand|sh -c 'a\n# ; b' # c\nurl|http://x/#y;z\n");
}

TEST_CASE("supervisor looks for the first of each comment sign before the second of any") {
    // Python 3.11: the `#` wins over the `;` that stands before it.
    CHECK(outline("[a]\nb=a;b ;c #d\n", pythonic) == "[a]\nb|a;b ;c\n# #d\n");
}

TEST_CASE(
    "supervisor goes on with a value on lines that are indented deeper, over blank and comment "
    "lines") {
    CHECK(outline("[program:x]\ncommand=a\n  b ; c\n\n; d\n  e\nuser: f\n", pythonic) ==
          "[program:x]\ncommand|a|b|e\n# ; c\n# ; d\nuser|f\n");
}

TEST_CASE("a key of supervisor is lower case, and an indented first key is a key") {
    CHECK(outline("[program:x]\n  Command = a\n  USER = b\n", pythonic) ==
          "[program:x]\ncommand|a\nuser|b\n");
}

TEST_CASE("supervisor refuses lines without a separator and what stands before the first section") {
    CHECK(outline("a=1\n[b]\nc\nd=2\n", pythonic) == "error\n[b]\nerror\nd|2\n");
}

TEST_CASE("placeholders of templates are holes, and template lines are nobody's keys") {
    CHECK(outline("[uwsgi]\nsocket = {{ sock }}\n{% if x %}\nchdir = ${HOME}\n{% endif %}\nuid = "
                  "@USER@\nmail = a@b.c\n",
                  plain) ==
          "[uwsgi]\nsocket|{{ sock }} (hole)\ntemplate\nchdir|${HOME} (hole)\ntemplate\nuid|@USER@ "
          "(hole)\nmail|a@b.c\n");
}

TEST_CASE("a value's lines are joined, and each byte still knows its place") {
    const std::string text = "[program:x]\ncommand=gunicorn\n   -w 4 ; c\n";
    static SourceMap map;
    const SourceFile file = map.file(map.set("/w/y.ini", text));
    const Document document = ini::parse(file, pythonic, [](Span) {});
    const MappedText value = ini::value_of(document, document.node({2}));
    CHECK(value.text() == "gunicorn\n-w 4");
    const SplitWords words = split_words(value);
    REQUIRE(words.words.size() == 3);
    CHECK(file.text(words.words[0].span) == "gunicorn");
    CHECK(file.text(words.words[1].span) == "-w");
    CHECK(file.text(words.words[2].span) == "4");
}
