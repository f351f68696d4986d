#include "compiler/frontends/systemd/sockets.h"

#include <charconv>

#include "compiler/base/text.h"
#include "compiler/frontends/systemd/entries.h"

namespace stackc::systemd {

namespace {

/// systemd.socket(5) of systemd 252, "Options".
class SocketReader {
  public:
    SocketReader(const Workspace& workspace, const Document& unit)
        : path_(unit.source().path), entries_({workspace.document(unit.file())}) {}

    bool read(std::vector<HandedSocket>& sockets) {
        const Value<std::string> accept = text("Accept");
        const bool forks = accept.is_known() && (equals_ignoring_case(*accept, "yes") ||
                                                 equals_ignoring_case(*accept, "true") || *accept == "1");
        if (forks || accept.is_unknown()) return false;
        bool is_complete = true;
        for (const UnitEntry& entry : entries_.list("Socket", "ListenStream")) {
            HandedSocket socket;
            const MappedText address = expand_specifiers(entry.value(), path_);
            socket.span = address.span();
            socket.endpoint = endpoint(address);
            socket.mode = mode();
            socket.owner = or_root("SocketUser");
            socket.group = or_root("SocketGroup");
            is_complete = is_complete && socket.endpoint.is_known();
            sockets.push_back(std::move(socket));
        }
        return is_complete;
    }

  private:
    Value<std::string> text(std::string_view key) const {
        const std::vector<UnitEntry> uses = entries_.list("Socket", key);
        return uses.empty() ? Value<std::string>{} : expand_specifiers(uses.back().value(), path_).value();
    }
    Value<std::string> or_root(std::string_view key) const {
        const Value<std::string> name = text(key);
        return name.is_absent() ? Value<std::string>::by_default("root") : name;
    }

    Value<Mode> mode() const {
        const Value<std::string> said = text("SocketMode");
        if (said.is_absent()) return Value<Mode>::by_default(Mode{0666});
        if (said.is_unknown()) return Value<Mode>::unknown(said.why_unknown(), said.span());
        std::uint32_t bits = 0;
        const auto [stop, error] = std::from_chars(said->data(), said->data() + said->size(), bits, 8);
        const bool is_mode = error == std::errc{} && stop == said->data() + said->size() && bits <= 07777;
        return is_mode ? Value<Mode>::known(Mode{bits}, said.span())
                       : Value<Mode>::unknown("it is no mode", said.span());
    }

    /// `/run/a.sock`, `@abstract`, `8000` (every address, of both families), `127.0.0.1:8000`.
    static Value<Endpoint> endpoint(const MappedText& address) {
        const Span span = address.span();
        const std::string& text = address.text();
        if (!address.is_known()) return Value<Endpoint>::unknown(address.why_unknown(), span);
        if (text.starts_with('/')) return Value<Endpoint>::known(UnixEndpoint{normal_path(text)}, span);
        if (text.starts_with('@')) return Value<Endpoint>::known(UnixEndpoint{text}, span);
        const auto tcp = parse_tcp(text);
        return tcp ? Value<Endpoint>::known(*tcp, span) : Value<Endpoint>::unknown("it is no address", span);
    }

    Path path_;
    UnitEntries entries_;
};

}  // namespace

bool add_sockets(const Workspace& workspace, const Document& unit, std::vector<HandedSocket>& sockets) {
    return SocketReader(workspace, unit).read(sockets);
}

}  // namespace stackc::systemd
