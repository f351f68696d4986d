// Reads redis.conf: one directive a line, words as `sdssplitargs` cuts them.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::redis {

Document parse(const SourceFile& file, Reporter& report);

/// How surely a text is a redis.conf, 0 to 100.
int looks_like_redis(const SourceFile& file);

}  // namespace stackc::redis
