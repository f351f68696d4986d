// nginx's configuration as a flat list of pieces: nesting is the builder's matter, so that no
// depth of braces costs stack. Every decision is made by the next token alone, and every list
// of tokens that the mending pass lets through is in the language, so there is no guessing.
//
// The tokens come from compiler/frontends/nginx/lexer.h, which reads words as nginx 1.22.1's
// ngx_conf_read_token (src/core/ngx_conf_file.c) does, and from mend.h, which adds the
// MISSING_ tokens and renames what closes nothing.
grammar Nginx;

tokens {
  WORD,            // an argument, quoted or not
  INNER_COMMENT,   // a comment between the words of a statement
  SEMI,            // ;
  LBRACE,          // {
  RBRACE,          // }
  OPAQUE,          // the text inside the braces of a *_by_lua_block
  COMMENT,         // # to the end of the line
  TEMPLATE,        // a template's own statement: {% if x %}, {{ include }}
  JUNK,            // a pasted line number, prompt or fence, a sign that starts nothing
  MISSING_SEMI,    // nothing: a statement ends here that nobody ended
  MISSING_LBRACE,  // nothing: a block starts here that nobody opened
  MISSING_RBRACE,  // nothing: a block ends here that nobody closed
  STRAY_RBRACE     // a } that closes nothing
}

@parser::context {
/// What the parser says while it reads, token by token.
class NginxEvents {
  public:
    virtual ~NginxEvents() = default;
    virtual void on_word(antlr4::Token* token) = 0;
    virtual void on_inner_comment(antlr4::Token* token) = 0;
    virtual void on_simple(antlr4::Token* end) = 0;
    virtual void on_open(antlr4::Token* brace) = 0;
    virtual void on_close(antlr4::Token* brace) = 0;
    virtual void on_comment(antlr4::Token* token) = 0;
    virtual void on_opaque(antlr4::Token* token) = 0;
    virtual void on_error(antlr4::Token* token) = 0;
};
}

@parser::members {
NginxEvents* events = nullptr;
}

file : item* EOF ;

item
  : statement
  | LBRACE         { events->on_open($LBRACE); }
  | RBRACE         { events->on_close($RBRACE); }
  | MISSING_RBRACE { events->on_close($MISSING_RBRACE); }
  | COMMENT        { events->on_comment($COMMENT); }
  | OPAQUE         { events->on_opaque($OPAQUE); }
  | TEMPLATE       { events->on_opaque($TEMPLATE); }
  | JUNK           { events->on_error($JUNK); }
  | STRAY_RBRACE   { events->on_error($STRAY_RBRACE); }
  ;

statement
  : WORD             { events->on_word($WORD); }
    ( WORD           { events->on_word($WORD); }
    | INNER_COMMENT  { events->on_inner_comment($INNER_COMMENT); }
    )*
    ( SEMI           { events->on_simple($SEMI); }
    | MISSING_SEMI   { events->on_simple($MISSING_SEMI); }
    | LBRACE         { events->on_open($LBRACE); }
    | MISSING_LBRACE { events->on_open($MISSING_LBRACE); }
    )
  ;
