// Finds characters that a word processor or a web page put where nginx wants ASCII.
#pragma once

#include <span>

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::nginx {

/// Reports (NGX010) curly quotes, no-break spaces and the like in the unquoted words of one
/// statement, once; true when it did.
bool report_typography(std::span<const Word> words, const SourceFile& file, Reporter& report);

/// True when `word` holds such a character, so that nothing else is said about it.
bool has_typography(const Word& word, const Document& document);

}  // namespace stackc::nginx
