// docs/language.md from the table of statements, so that it cannot say something else.
#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/editor.h"
#include "compiler/frontends/stack/schema.h"

namespace stackc::stack {

static constexpr std::string_view head = R"(# The stack language

<!-- Made from the table of statements in compiler/frontends/stack/schema.cpp. To change it, change the table and run
     STACKC_UPDATE=1 ctest --preset dev -R manual -->

A `.stack` file describes one deployment: hosts, accounts, apps, the services that run them and the sites that lead to
the services. `stackc lint` checks it, `stackc generate` writes the configuration files, `stackc explain service.listen`
shows an entry of this page.

```
stack shop

app shop {
  framework django
  root      /srv/shop/current
  venv      /srv/shop/venv
  wsgi      config.wsgi:application
  static    /static/ from /srv/shop/static
}

service web {
  run    shop.wsgi with uwsgi
  listen unix /run/shop/web.sock
}

site shop.example.com {
  listen 80
  route /static/ files /srv/shop/static { expires 30d }
  route /        to web
}
```

## How it is written

- UTF-8. `#` starts a comment at the start of a word. A statement ends at the end of its line or at `;`.
- A statement is a name, its values, and for some a block in `{ }`. A list stands in `[ ]` and may span lines; its
  values are separated by blanks or commas. A list of one needs no brackets.
- Words need no quotes unless they hold blanks or one of `" ' ; { } [ ] ,`. A string stands in `"…"` on one line, with
  the escapes `\\ \" \n \t \$ \u{1f600}`.
- `${name}` in a word or string stands for a `let`, or for `${stack}`, `${host}`, `${profile}`. Other dollar signs stay.
- `raw DIALECT { … }` hands its text through; its braces are balanced as that dialect balances them.
- In the forms below, CAPITALS are types, `a|b` is one of the words, `( )` may be left out, `[X...]` is a list.
- A port alone means every address, IPv4 and IPv6, for a site or balancer, and loopback for a service.
- With `replicas N`, the sockets are numbered (`web-1.sock`, `web-2.sock`) and the ports count up.
)";

static constexpr std::string_view profile_text = R"(
A profile holds the statements of the top level but `stack`, `import` and `profile`. It is chosen by
`stackc generate --profile NAME` and merged by name: a statement in it replaces every statement of that name in the
block it is merged into; a block that is not there yet is added. A `let` in it takes the place of the `let` of that name.
)";

/// Text in a cell of a table: bars would end the cell.
static std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

static std::string form_cell(const Statement& statement) {
    std::string out;
    const std::string_view name = statement.name == "*" ? "NAME" : statement.name;
    for (const std::string_view form : split(statement.forms, '\n')) {
        if (!out.empty()) out += "<br>";
        const std::string_view body = statement.body == Body::none       ? ""
                                      : statement.body == Body::optional ? " ({ })"
                                                                         : " { }";
        out += fmt::format("`{}{}{}{}`", name, form.empty() ? "" : " ", cell(form), body);
    }
    return out;
}

static std::string_view how_often(const Statement& statement) {
    if (statement.is_required) return "required";
    switch (statement.repeat) {
        case Repeat::once:
            return "";
        case Repeat::many:
            return "any number";
        case Repeat::named:
            return "once a name";
    }
    return "";
}

static std::string table_of(Block block) {
    std::string text =
        "\n| statement | how often | default | meaning | drives |\n| --- | --- | --- | --- | --- "
        "|\n";
    for (const Statement& statement : statements()) {
        if (statement.in != block) continue;
        text +=
            fmt::format("| {} | {} | {} | {} | {} |\n", form_cell(statement), how_often(statement),
                        cell(statement.fallback), cell(statement.help), cell(statement.drives));
    }
    return text;
}

std::string manual() {
    std::string text(head);
    text += "\n## Types\n\n| type | meaning | how it is written |\n| --- | --- | --- |\n";
    for (const Type& type : types())
        text += fmt::format("| `{}` | {} | {} |\n", type.name, type.expected, cell(type.forms));
    text += "\n## Top level\n" + table_of(Block::file);
    text += profile_text;
    Block last = Block::file;
    for (const Statement& statement : statements()) {
        if (statement.in == last || statement.in == Block::file) continue;
        const bool is_shown =
            text.find(fmt::format("\n## {}\n", to_text(statement.in))) != std::string::npos;
        last = statement.in;
        if (!is_shown)
            text += fmt::format("\n## {}\n{}", to_text(statement.in), table_of(statement.in));
    }
    return text;
}

}  // namespace stackc::stack
