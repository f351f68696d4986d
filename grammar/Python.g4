// Python 3.7 to 3.13. Tokens come from a lexer written by hand (compiler/python/lexer.h), which
// makes INDENT, DEDENT and NEWLINE, cuts f-strings into their parts and tells the soft keywords
// from names; it refuses what is nested deeper than Python itself allows, so that brackets and
// blocks, the only things that nest here, cost a bounded amount of stack.
//
// Every decision is made by the next token alone. Operators stand in a row and are ordered by
// the tree builder (compiler/python/tree_builder.h), which also refuses what this grammar lets
// through: `f() = 1`, `a,, b`, `{1, 2: 3}`.
grammar Python;

tokens {
  NAME, NUMBER, STRING, FSTRING_START, FSTRING_MIDDLE, FSTRING_END,
  NEWLINE, INDENT, DEDENT, ERROR,
  LPAR, RPAR, LSQB, RSQB, LBRACE, RBRACE, WITH_LPAR, WITH_RPAR,
  COMMA, COLON, SEMI, DOT, ELLIPSIS, ARROW, EQUAL, WALRUS, AUGMENTED, EXCLAMATION,
  PLUS, MINUS, STAR, DOUBLESTAR, SLASH, DOUBLESLASH, PERCENT, AT, TILDE, VBAR, AMPER, CARET,
  SHIFT, COMPARE,
  FALSE_, NONE, TRUE_, AND, AS, ASSERT, ASYNC, AWAIT, BREAK, CLASS, CONTINUE, DEF, DEL, ELIF, ELSE,
  EXCEPT, FINALLY, FOR, FROM, GLOBAL, IF, IMPORT, IN, IS, LAMBDA, NONLOCAL, NOT, OR, PASS, RAISE,
  RETURN, TRY, WHILE, WITH, YIELD, MATCH, CASE, TYPE
}

@parser::postinclude {
#include "compiler/python/tree_builder.h"
}

@parser::members {
stackc::python::TreeBuilder* tree = nullptr;

using Kind = stackc::python::Kind;
std::uint32_t at() { return static_cast<std::uint32_t>(_input->index()); }
stackc::python::Mark start() { return tree->mark(at()); }
void leaf(Kind kind) { tree->leaf(kind, at() - 1); }
void make(Kind kind, stackc::python::Mark mark) { tree->make(kind, mark, at()); }
}

statement : simple_line | compound ;

simple_line @init { bool ended = false; }
  : small ( SEMI { tree->separator(ended, at()); } ( small { ended = false; } )? )* NEWLINE ;

small @init { const auto m = start(); }
  : assignment
  | PASS     { make(Kind::pass, m); }
  | BREAK    { make(Kind::jump, m); }
  | CONTINUE { make(Kind::jump, m); }
  | DEL values                                     { tree->check_deleted(); make(Kind::del, m); }
  | RETURN values?                                 { make(Kind::return_, m); }
  | RAISE ( test ( FROM test )? )?                 { make(Kind::raise, m); }
  | ( GLOBAL | NONLOCAL ) name ( COMMA name )*     { make(Kind::global, m); }
  | ASSERT test ( COMMA test )?                    { make(Kind::assert_, m); }
  | IMPORT imported ( COMMA imported )*            { make(Kind::import, m); }
  | FROM origin IMPORT ( STAR { leaf(Kind::star); } | LPAR import_names RPAR | import_names { tree->no_comma(at() - 1); } )
                                                   { make(Kind::import_from, m); }
  | TYPE name type_parameters? EQUAL test          { make(Kind::type_alias, m); }
  ;

assignment @init { const auto m = start(); }
  : ( values | yielded )
    ( COLON test ( EQUAL ( values | yielded ) )?   { tree->check_annotated(m); make(Kind::annotated, m); }
    | AUGMENTED { leaf(Kind::sign); } ( values | yielded ) { tree->check_augmented(m); make(Kind::augmented, m); }
    | ( EQUAL ( values | yielded ) )+              { tree->check_assigned(m); make(Kind::assign, m); }
    |                                              { make(Kind::expression, m); }
    ) ;

imported @init { const auto m = start(); }
  : dotted ( AS name )? { make(Kind::alias, m); } ;
origin @init { const auto m = start(); }
  : ( ( DOT | ELLIPSIS )+ dotted? | dotted ) { make(Kind::origin, m); } ;
import_names @init { bool comma = false; }
  : import_name ( COMMA { tree->comma(comma); } ( import_name { comma = false; } )? )* ;
import_name @init { const auto m = start(); }
  : name ( AS name )? { make(Kind::alias, m); } ;
dotted @init { const auto m = start(); }
  : NAME ( DOT NAME )* { make(Kind::dotted, m); } ;
name : NAME { leaf(Kind::name); } ;

// ---------------------------------------------------------------------- compound statements

compound @init { const auto m = start(); }
  : if_statement | while_statement | for_statement | try_statement | with_statement
  | definition | class_definition | match_statement
  | ASYNC ( definition | for_statement | with_statement ) { make(Kind::async, m); }
  | ( AT named NEWLINE )+ ( definition | class_definition | ASYNC definition ) { make(Kind::decorated, m); }
  ;

suite @init { const auto m = start(); }
  : simple_line                            { make(Kind::suite, m); }
  | NEWLINE INDENT statement+ DEDENT       { make(Kind::suite, m); }
  ;

if_statement @init { const auto m = start(); }
  : IF named COLON suite ( ELIF named COLON suite )* else_part? { make(Kind::if_, m); } ;
else_part : ELSE COLON suite ;
while_statement @init { const auto m = start(); }
  : WHILE named COLON suite else_part? { make(Kind::while_, m); } ;
for_statement @init { const auto m = start(); }
  : FOR targets IN values COLON suite else_part? { make(Kind::for_, m); } ;
try_statement @init { const auto m = start(); }
  : TRY COLON suite ( handler+ else_part? final_part? | final_part ) { make(Kind::try_, m); } ;
handler @init { const auto m = start(); }
  : EXCEPT STAR? ( test ( AS name )? )? COLON suite { make(Kind::handler, m); } ;
final_part @init { const auto m = start(); }
  : FINALLY COLON suite { make(Kind::final_, m); } ;
with_statement @init { const auto m = start(); bool comma = false; }
  : WITH ( with_item ( COMMA with_item )*
         | WITH_LPAR with_item ( COMMA { tree->comma(comma); } ( with_item { comma = false; } )? )* WITH_RPAR )
    COLON suite { make(Kind::with, m); } ;
with_item @init { const auto m = start(); }
  : test ( AS target { tree->check_target(); } )? { make(Kind::with_item, m); } ;

definition @init { const auto m = start(); }
  : DEF name type_parameters? LPAR parameters? RPAR ( ARROW test )? COLON suite { make(Kind::def, m); } ;
parameters @init { const auto m = start(); bool comma = false; }
  : parameter ( COMMA { tree->comma(comma); } ( parameter { comma = false; } )? )* { tree->check_parameters(m); make(Kind::parameters, m); } ;
parameter @init { const auto m = start(); }
  : name ( COLON test )? ( EQUAL test { make(Kind::default_, m); } | { make(Kind::parameter, m); } )
  | STAR ( name ( COLON star_test )? { make(Kind::rest, m); } | { make(Kind::bare_star, m); } )
  | DOUBLESTAR name ( COLON test )? { make(Kind::keyword_rest, m); }
  | SLASH { make(Kind::slash, m); }
  ;
lambda_parameters @init { const auto m = start(); bool comma = false; }
  : lambda_parameter ( COMMA { tree->comma(comma); } ( lambda_parameter { comma = false; } )? )* { tree->check_parameters(m); make(Kind::parameters, m); } ;
lambda_parameter @init { const auto m = start(); }
  : name ( EQUAL test { make(Kind::default_, m); } | { make(Kind::parameter, m); } )
  | STAR ( name { make(Kind::rest, m); } | { make(Kind::bare_star, m); } )
  | DOUBLESTAR name { make(Kind::keyword_rest, m); }
  | SLASH { make(Kind::slash, m); }
  ;
class_definition @init { const auto m = start(); }
  : CLASS name type_parameters? ( LPAR arguments? RPAR )? COLON suite { make(Kind::class_, m); } ;
type_parameters @init { const auto m = start(); bool comma = false; }
  : LSQB type_parameter ( COMMA { tree->comma(comma); } ( type_parameter { comma = false; } )? )* RSQB { make(Kind::parameters, m); } ;
type_parameter : ( STAR | DOUBLESTAR )? name ( COLON test )? ( EQUAL star_test )? ;

match_statement @init { const auto m = start(); }
  : MATCH values COLON NEWLINE INDENT case_block+ DEDENT { make(Kind::match, m); } ;
case_block @init { const auto m = start(); }
  : CASE patterns ( IF named )? COLON suite { make(Kind::case_, m); } ;
patterns @init { const auto m = start(); bool comma = false; }
  : pattern ( COMMA { tree->comma(comma); } ( pattern { comma = false; } )? )* { make(Kind::pattern, m); } ;
pattern : STAR NAME | closed_pattern ( VBAR closed_pattern )* ( AS NAME )? ;
closed_pattern
  : MINUS? NUMBER ( ( PLUS | MINUS ) NUMBER )?
  | ( STRING | fstring )+ | NONE | TRUE_ | FALSE_
  | NAME ( DOT NAME )* ( LPAR class_patterns? RPAR )?
  | LPAR patterns? RPAR | LSQB patterns? RSQB
  | LBRACE mapping_patterns? RBRACE
  ;
class_patterns @init { bool comma = false; }
  : class_pattern ( COMMA { tree->comma(comma); } ( class_pattern { comma = false; } )? )* ;
class_pattern : pattern ( EQUAL pattern )? ;
mapping_patterns @init { bool comma = false; }
  : mapping_pattern ( COMMA { tree->comma(comma); } ( mapping_pattern { comma = false; } )? )* ;
mapping_pattern : DOUBLESTAR NAME | closed_pattern COLON pattern ;

// ------------------------------------------------------------------------------ expressions

// `a`, `a, b`, `*a, b`: a tuple where there is a comma.
values @init { const auto m = start(); bool comma = false; bool any = false; }
  : star_test ( COMMA { tree->comma(comma); any = true; } ( star_test { comma = false; } )? )* { tree->tuple(m, any, at()); } ;
star_test @init { const auto m = start(); }
  : test | STAR operation { make(Kind::starred, m); } ;
yielded @init { const auto m = start(); }
  : YIELD ( FROM test | values )? { make(Kind::yield, m); } ;

targets @init { const auto m = start(); bool comma = false; bool any = false; }
  : star_target ( COMMA { tree->comma(comma); any = true; } ( star_target { comma = false; } )? )* { tree->targets(m, any, at()); } ;
star_target @init { const auto m = start(); }
  : target | STAR target { make(Kind::starred, m); } ;
target : primary ;

named @init { const auto m = start(); }
  : test ( WALRUS test { tree->check_named(m); make(Kind::named, m); } )? ;

// The conditional expression and lambdas, in a row instead of one inside the other.
test @init { const auto m = start(); bool lambda = false; bool conditional = false; }
  : ( lambda_head { lambda = true; } )* operation
    ( IF operation ELSE ( lambda_head { lambda = true; } )* operation { conditional = true; } )*
    { if (lambda) make(Kind::lambda, m); else if (conditional) make(Kind::conditional, m); } ;
lambda_head : LAMBDA lambda_parameters? COLON ;

operation @init { tree->begin_operation(); }
  : prefix* primary ( binary prefix* primary )* { tree->end_operation(at()); } ;
prefix : ( NOT | MINUS | PLUS | TILDE | AWAIT ) { tree->prefix(at() - 1); } ;
binary
  : ( OR | AND | COMPARE | IN | VBAR | CARET | AMPER | SHIFT | PLUS | MINUS | STAR | SLASH | DOUBLESLASH
    | PERCENT | AT | DOUBLESTAR ) { tree->binary(at() - 1); }
  | NOT IN { tree->binary(at() - 2); }
  | IS { tree->binary(at() - 1); } ( NOT { tree->negate(); } )?
  ;

primary @init { const auto m = start(); }
  : atom
    ( LPAR arguments? RPAR { make(Kind::call, m); }
    | LSQB subscripts RSQB { make(Kind::subscript, m); }
    | DOT name             { make(Kind::attribute, m); }
    )* ;

atom @init { const auto m = start(); }
  : name
  | NUMBER   { leaf(Kind::number); }
  | ( STRING { leaf(Kind::string); } | fstring )+ { tree->strings(m, at()); }
  | ( NONE | TRUE_ | FALSE_ ) { leaf(Kind::constant); }
  | ELLIPSIS { leaf(Kind::ellipsis); }
  | LPAR ( yielded { make(Kind::group, m); } | group_items[m] )? RPAR { tree->close_group(m, at()); }
  | LSQB ( items[m] )? RSQB { tree->close(Kind::list, m, at()); }
  | LBRACE ( entries[m] )? RBRACE { tree->close(Kind::dict, m, at()); }
  ;

group_items [stackc::python::Mark m] @init { bool comma = false; bool any = false; }
  : item ( comprehension { make(Kind::comprehension, m); }
         | ( COMMA { tree->comma(comma); any = true; } ( item { comma = false; } )? )*
           { make(any ? Kind::tuple : Kind::group, m); tree->check_group(); } ) ;
items [stackc::python::Mark m] @init { bool comma = false; }
  : item ( comprehension { make(Kind::comprehension, m); }
         | ( COMMA { tree->comma(comma); } ( item { comma = false; } )? )* { make(Kind::list, m); } ) ;
item @init { const auto m = start(); }
  : named | STAR operation { make(Kind::starred, m); } ;
entries [stackc::python::Mark m] @init { bool comma = false; }
  : entry ( comprehension { make(Kind::comprehension, m); }
          | ( COMMA { tree->comma(comma); } ( entry { comma = false; } )? )* { tree->braces(m, at()); } ) ;
entry @init { const auto m = start(); }
  : DOUBLESTAR operation { make(Kind::double_starred, m); }
  | STAR operation { make(Kind::starred, m); }
  | named ( COLON test { make(Kind::pair, m); } )? ;
comprehension : ( ASYNC? FOR targets IN operation ( IF operation )* )+ ;

arguments @init { const auto m = start(); bool comma = false; }
  : argument ( COMMA { tree->comma(comma); } ( argument { comma = false; } )? )* { tree->check_arguments(m, comma); } ;
argument @init { const auto m = start(); }
  : STAR test { make(Kind::starred, m); }
  | DOUBLESTAR test { make(Kind::double_starred, m); }
  | named ( EQUAL test { tree->check_keyword(m); make(Kind::keyword, m); } | comprehension { make(Kind::generator, m); } )? ;

subscripts @init { const auto m = start(); bool comma = false; bool any = false; }
  : piece ( COMMA { tree->comma(comma); any = true; } ( piece { comma = false; } )? )* { tree->tuple(m, any, at()); } ;
piece @init { const auto m = start(); }
  : named ( slice_rest { make(Kind::slice, m); } )?
  | slice_rest { make(Kind::slice, m); }
  | STAR operation { make(Kind::starred, m); } ;
slice_rest : COLON { leaf(Kind::sign); } test? ( COLON test? )? ;

fstring @init { const auto m = start(); }
  : FSTRING_START fstring_part* FSTRING_END { make(Kind::fstring, m); } ;
fstring_part : FSTRING_MIDDLE { leaf(Kind::fstring_middle); } | field ;
field @init { const auto m = start(); }
  : LBRACE ( values | yielded ) ( EQUAL { leaf(Kind::sign); } )? ( EXCLAMATION NAME { leaf(Kind::sign); } )?
    ( COLON { leaf(Kind::sign); } fstring_part* )? RBRACE { make(Kind::field, m); } ;
