// The ini family: one line, one production. Which characters separate a key from its value,
// start a comment or continue a value differs by dialect and is decided by the hand-written
// token source (compiler/frontends/ini/ini_tokens.h), which knows about columns; the grammar
// says what a file is made of. A token is a piece of a line, without the blanks around it.
grammar Ini;

tokens {
    SECTION,       // [name], brackets included
    TRAILING,      // what stands after a section's bracket and is no comment
    KEY,           // up to the separator
    SEPARATOR,     // = or, in some dialects, :
    VALUE,         // up to the comment or the end of the line
    CONTINUATION,  // an indented line that goes on with the value above
    COMMENT,       // from its sign to the end of the line
    TEMPLATE,      // a line of a template language: {% if x %}
    GARBAGE        // a line that the dialect's program refuses
}

file
    : line* EOF
    ;

line
    : section
    | entry
    | continuation
    | comment
    | template_line
    | garbage
    ;

section
    : SECTION TRAILING?
    ;

entry
    : KEY (SEPARATOR VALUE?)?
    ;

continuation
    : CONTINUATION
    ;

comment
    : COMMENT
    ;

template_line
    : TEMPLATE
    ;

garbage
    : GARBAGE
    ;
