#include "tools/session/self_signed.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace stackc {

namespace {
template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releaser<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Releaser<BIO_free>>;
}  // namespace

static bool add_extension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

static bool set_subject(X509* certificate, const std::string& name) {
    X509_NAME* subject = X509_get_subject_name(certificate);
    const std::string common = name.substr(0, 64);  // the most that a common name holds
    const auto* bytes = reinterpret_cast<const unsigned char*>(common.c_str());
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

static bool set_serial(X509* certificate) {
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

static std::string alternative_names(std::span<const std::string> names) {
    std::string text = "DNS:localhost,IP:127.0.0.1,IP:::1";
    for (const std::string& name : names) {
        if (name != "_" && name != "localhost") text += ",DNS:" + name;
    }
    return text;
}

static std::string text_of(BIO* memory) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::optional<KeyPair> make_self_signed(std::span<const std::string> names) {
    constexpr long ten_years = 10L * 365 * 86400;
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate) return std::nullopt;
    const bool is_made = X509_set_version(certificate.get(), X509_VERSION_3) == 1 && set_serial(certificate.get()) &&
                         X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86400) != nullptr &&
                         X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ten_years) != nullptr &&
                         X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                         set_subject(certificate.get(), names.empty() ? "localhost" : names.front()) &&
                         add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                         add_extension(certificate.get(), NID_subject_alt_name, alternative_names(names)) &&
                         X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0;
    const Memory certificate_text(BIO_new(BIO_s_mem())), key_text(BIO_new(BIO_s_mem()));
    if (!is_made || !certificate_text || !key_text) return std::nullopt;
    if (PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) return std::nullopt;
    if (PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) return std::nullopt;
    return KeyPair{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace stackc
