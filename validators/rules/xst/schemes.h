// Whether a proxy tells the server behind it that the client came over TLS.
#pragma once

#include <span>

#include "compiler/graph/front_door.h"

namespace stackc {

/// Any of the headers by which frameworks learn it: gunicorn 20.1.0 reads some by itself (config.py,
/// secure_scheme_headers), Django the one that its settings name.
bool tells_scheme(std::span<const Setting> headers);

}  // namespace stackc
