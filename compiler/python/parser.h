// Reads a Python file into its tree and the document that goes with it. Never fails: a statement
// that is no Python is stepped over as a whole and remembered as an error.
#pragma once

#include <memory>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/python/lexer.h"
#include "compiler/python/tree.h"
#include "compiler/syntax/document.h"

namespace stackc::python {

/// A part of the file that could not be read.
struct Mistake {
    Place place;           // from the statement's start to where reading goes on
    std::uint32_t at = 0;  // the token at which it stopped making sense
    std::uint32_t end = 0;
};

struct Parsed {
    std::shared_ptr<const Tree> tree;
    std::vector<Place> comments;
    std::vector<Place> strays;
    std::vector<Mistake> mistakes;
    bool is_too_large = false;  // more than anybody writes by hand: nothing of it was read
};

Parsed parse(const SourceFile& file);

/// The document of a parsed file in `dialect`: a statement or block for each of its statements,
/// named by what is assigned or by its first word. It keeps the tree.
Document to_document(std::string_view dialect, const SourceFile& file, const Parsed& parsed);

/// Parses, reports what is no Python as PYT001, and makes the document.
Document read_document(std::string_view dialect, const SourceFile& file, Reporter& report);

/// The tree that `to_document` put into the document.
std::shared_ptr<const Tree> tree_of(const Document& document);

}  // namespace stackc::python
