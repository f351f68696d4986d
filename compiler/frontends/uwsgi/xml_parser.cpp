#include "compiler/frontends/uwsgi/xml_parser.h"

#include <expat.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "compiler/base/text.h"

namespace stackc::uwsgi {

namespace {

class XmlReader {
  public:
    XmlReader(const SourceFile& file, Reporter& report)
        : file_(file), text_(file.text()), report_(report), builder_("uwsgi", file) {}

    Document read() {
        const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
            XML_ParserCreate(nullptr), XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(
            parser_,
            [](void* self, const XML_Char* name, const XML_Char**) {
                static_cast<XmlReader*>(self)->start(name);
            },
            [](void* self, const XML_Char*) { static_cast<XmlReader*>(self)->end(); });
        XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int size) {
            static_cast<XmlReader*>(self)->characters({text, static_cast<std::size_t>(size)});
        });
        const auto size = static_cast<int>(text_.size());
        if (XML_Parse(parser_, text_.data(), size, 1) == XML_STATUS_ERROR) broken();
        pass_over(static_cast<std::uint32_t>(text_.size()));
        return builder_.finish();
    }

  private:
    /// An element in the section: an option, unless other elements stand in it.
    struct Element {
        std::uint32_t begin = 0;
        Span name;
        std::uint32_t value_begin = 0;
        std::string value;
        bool is_nested = false;
    };

    std::uint32_t here() const {
        return static_cast<std::uint32_t>(XML_GetCurrentByteIndex(parser_));
    }
    std::uint32_t after() const {
        return here() + static_cast<std::uint32_t>(XML_GetCurrentByteCount(parser_));
    }

    void start(std::string_view name) {
        ++depth_;
        // In UTF-16 the bytes are others; nobody writes that.
        const Span place{file_.id, here() + 1, here() + 1 + static_cast<std::uint32_t>(name.size())};
        if (section_depth_ == 0) {
            if (name == "uwsgi" && depth_ <= 2) open_section(place);
            return;
        }
        if (depth_ == section_depth_ + 1) {
            element_ = Element{here(), place, after(), {}, false};
        } else if (element_) {
            element_->is_nested = true;
        }
    }

    void open_section(Span name) {
        pass_over(here());
        section_depth_ = depth_;
        builder_.open({file_.id, here(), after()}, builder_.word(name), {});
        done_ = after();
    }

    void characters(std::string_view text) {
        if (element_ && depth_ == section_depth_ + 1) element_->value += text;
    }

    void end() {
        if (section_depth_ != 0 && depth_ == section_depth_) {
            pass_over(here());
            builder_.close({file_.id, here(), after()});
            done_ = after();
            section_depth_ = 0;
        } else if (element_ && depth_ == section_depth_ + 1) {
            if (!element_->is_nested) add_option();
            element_.reset();
        }
        --depth_;
    }

    void add_option() {
        pass_over(element_->begin);
        // A tag that ends itself has its end where it starts.
        const std::uint32_t close = std::max(after(), element_->value_begin);
        const Span value{file_.id, element_->value_begin, std::max(here(), element_->value_begin)};
        const Span whole{file_.id, element_->begin, close};
        std::vector<Word> words;
        if (!value.is_empty()) {
            Word word = file_.text(value) == element_->value
                            ? builder_.word(value)
                            : builder_.word(value, element_->value);
            word.has_hole = word.value.find("{{") != std::string_view::npos ||
                            word.value.find("${") != std::string_view::npos;
            words.push_back(word);
        }
        builder_.statement(whole, whole, builder_.word(element_->name), words);
        done_ = close;
    }

    /// What lies before `end` and is no option: declarations, comments, other elements.
    void pass_over(std::uint32_t end) {
        std::uint32_t begin = done_;
        while (begin < end && is_blank(text_[begin])) ++begin;
        while (end > begin && is_blank(text_[end - 1])) --end;
        if (begin < end) builder_.comment({file_.id, begin, end});
        done_ = std::max(done_, end);
    }
    static bool is_blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
    }

    void broken() {
        const auto at = std::min(here(), static_cast<std::uint32_t>(text_.size()));
        const std::uint32_t end = std::min<std::uint32_t>(
            at + 1, static_cast<std::uint32_t>(text_.size()));
        report_
            .at("UWS028", {file_.id, at, end},
                fmt::format("the file is no well-formed XML: {}",
                            XML_ErrorString(XML_GetErrorCode(parser_))))
            .note("uWSGI does not start: it cannot read the file");
        builder_.mark_errors();
    }

    const SourceFile& file_;
    std::string_view text_;
    Reporter& report_;
    DocumentBuilder builder_;
    XML_Parser parser_ = nullptr;
    std::uint32_t done_ = 0;  // up to here everything is in the document
    int depth_ = 0;
    int section_depth_ = 0;
    std::optional<Element> element_;
};

}  // namespace

Document parse_xml(const SourceFile& file, Reporter& report) {
    return XmlReader(file, report).read();
}

}  // namespace stackc::uwsgi
