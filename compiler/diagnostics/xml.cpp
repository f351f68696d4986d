#include "compiler/diagnostics/xml.h"

#include "compiler/diagnostics/display.h"

namespace stackc {

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : displayed(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace stackc
