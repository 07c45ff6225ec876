/* hash.c - SHA-256, written from FIPS 180-4 (sections 4.1.2, 5.1.1, 6.2).
 *
 * The message is cut into blocks of 64 bytes; each is stretched to 64 words and stirred
 * into eight state words in 64 rounds. The last block holds a 1 bit, zeros, and the
 * length in bits.
 */
#include "sim/core/hash.h"

#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t round_words[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

void hash_init(struct hash *hash)
{
    /* The same of the square roots of the first eight primes. */
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    *hash = (struct hash){0};
    memcpy(hash->state, start, sizeof(start));
}

static uint32_t rotated(uint32_t word, int by)
{
    return word >> by | word << (32 - by);
}

/* The block's 16 words (big endian) and 48 more made from them. */
static void hash_stretch(uint32_t words[64], const unsigned char block[64])
{
    for (int i = 0; i < 16; i++) {
        const unsigned char *byte = &block[4 * i];
        words[i] = (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 |
                   (uint32_t)byte[2] << 8 | byte[3];
    }
    for (int i = 16; i < 64; i++) {
        const uint32_t a = words[i - 15], b = words[i - 2];
        const uint32_t small_a = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3;
        const uint32_t small_b = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10;
        words[i] = words[i - 16] + small_a + words[i - 7] + small_b;
    }
}

static void hash_block(struct hash *hash, const unsigned char block[64])
{
    uint32_t words[64], s[8]; /* s: a b c d e f g h of the standard */
    hash_stretch(words, block);
    memcpy(s, hash->state, sizeof(s));
    for (int i = 0; i < 64; i++) {
        const uint32_t sum_e = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25);
        const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        const uint32_t first = s[7] + sum_e + choice + round_words[i] + words[i];
        const uint32_t sum_a = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22);
        const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(&s[1], &s[0], 7 * sizeof(s[0]));
        s[4] += first;
        s[0] = first + sum_a + majority;
    }
    for (int i = 0; i < 8; i++)
        hash->state[i] += s[i];
}

void hash_add(struct hash *hash, const void *bytes, size_t length)
{
    const unsigned char *next = bytes;
    while (length > 0) {
        const size_t filled = hash->length % 64;
        const size_t taken = length < 64 - filled ? length : 64 - filled;
        memcpy(hash->block + filled, next, taken);
        hash->length += taken;
        next += taken;
        length -= taken;
        if (hash->length % 64 == 0)
            hash_block(hash, hash->block);
    }
}

void hash_finish_hex(struct hash *hash, char text[HASH_TEXT])
{
    static const unsigned char padding[64] = {0x80};
    static const char digits[] = "0123456789abcdef";
    unsigned char bits[8];
    for (int i = 0; i < 8; i++)
        bits[i] = (unsigned char)(hash->length * 8 >> (56 - 8 * i));
    const size_t filled = hash->length % 64;
    hash_add(hash, padding, filled < 56 ? 56 - filled : 120 - filled);
    hash_add(hash, bits, sizeof(bits));
    for (int i = 0; i < 64; i++)
        text[i] = digits[hash->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    text[64] = '\0';
}
