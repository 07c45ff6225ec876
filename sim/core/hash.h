/* hash.h - SHA-256 (FIPS 180-4): the name of a scenario with its catalog, so that
 * results can be cached and compared months later.
 */
#ifndef OVERSTACK_CORE_HASH_H
#define OVERSTACK_CORE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

struct hash {
    uint32_t state[8];
    uint64_t length;         /* bytes added so far */
    unsigned char block[64]; /* the part of them that fills no block yet */
};

void hash_init(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t length);
/* The digest in lower case; the hash must be initialised again afterwards. */
void hash_finish_hex(struct hash *hash, char text[HASH_TEXT]);

#endif
