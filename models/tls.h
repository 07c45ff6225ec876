/* tls.h - the CPU of a TLS handshake at the service that ends it.
 *
 * Measured on one EPYC core with nginx 1.22 and OpenSSL 3.0 (connect, one small request,
 * close; so the request's own 50 us or so are inside): 0.61 ms with an RSA 2048
 * certificate (2.9 ms in NGINX's paper of 2014), 0.32 ms with ECDSA P-256, 0.155 ms when
 * a session is resumed. Encrypting what follows costs 0.3 ms for each MB and is left out.
 */
#ifndef OVERSTACK_MODELS_TLS_H
#define OVERSTACK_MODELS_TLS_H

#include "models/service_def.h"

#define TLS_FULL_RSA_2048_S   0.61e-3
#define TLS_FULL_ECDSA_P256_S 0.32e-3
#define TLS_RESUMED_S         0.155e-3

/* Useful CPU-seconds of a handshake; 0 when the service ends no TLS. */
static inline double tls_handshake_s(const struct tls_def *tls, bool resumed)
{
    if (tls->certificate < 0)
        return 0;
    if (resumed)
        return TLS_RESUMED_S;
    return tls->certificate == CERTIFICATE_RSA_2048 ? TLS_FULL_RSA_2048_S
                                                    : TLS_FULL_ECDSA_P256_S;
}

/* Their mean over the handshakes of that service. */
static inline double tls_handshake_mean_s(const struct tls_def *tls)
{
    return tls->resumed * tls_handshake_s(tls, true) +
           (1 - tls->resumed) * tls_handshake_s(tls, false);
}

#endif
