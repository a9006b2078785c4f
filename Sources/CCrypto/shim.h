#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
