// The stack language. Tokens come from a lexer written by hand
// (compiler/frontends/stack/lexer.h): it knows where a newline ends a statement, what `raw`
// hands through, and it reports what is not closed.
//
// Every sequence of tokens is a sequence of items, and an item does not nest: `{` and `}`
// are items of their own kind, so depth costs no stack. Which names and values are allowed
// where is a matter of the table of statements (compiler/frontends/stack/schema.h).
grammar Stack;

tokens { WORD, STRING, OPEN, CLOSE, LIST_OPEN, LIST_CLOSE, COMMA, END, RAW }

item
    : statement
    | nameless
    | CLOSE
    | END
    ;

statement : name value* terminator? ;
nameless  : list value* terminator? | OPEN | RAW ;

name       : WORD | STRING ;
value      : WORD | STRING | list ;
list       : LIST_OPEN ( WORD | STRING | COMMA )* LIST_CLOSE ;
terminator : OPEN | RAW | END ;
