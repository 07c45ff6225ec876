/* test_hash.c - SHA-256 against the examples of FIPS 180-4 and NIST's CAVP vectors.
 */
#include "sim/core/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_digest(const char *message, const char *expected)
{
    struct hash hash;
    char text[HASH_TEXT];
    hash_init(&hash);
    hash_add(&hash, message, strlen(message));
    hash_finish_hex(&hash, text);
    assert_string_equal(text, expected);
}

static void empty_message_has_its_known_digest(void **state)
{
    (void)state;
    assert_digest("", "e3b0c44298fc1c149afbf4c8996fb924"
                      "27ae41e4649b934ca495991b7852b855");
}

static void one_block_example_of_the_standard(void **state)
{
    (void)state;
    assert_digest("abc", "ba7816bf8f01cfea414140de5dae2223"
                         "b00361a396177a9cb410ff61f20015ad");
}

static void two_block_example_of_the_standard(void **state)
{
    (void)state;
    assert_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039"
                  "a33ce45964ff2167f6ecedd419db06c1");
}

static void four_block_example_of_the_standard(void **state)
{
    (void)state;
    assert_digest("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                  "cf5b16a778af8380036ce59e7b049237"
                  "0b249b11e8f07a51afac45037afee9d1");
}

static void a_million_letters_in_pieces_of_odd_length(void **state)
{
    (void)state;
    char letters[997], text[HASH_TEXT];
    struct hash hash;
    memset(letters, 'a', sizeof(letters));
    hash_init(&hash);
    for (size_t left = 1000000; left > 0;) {
        const size_t piece = left < sizeof(letters) ? left : sizeof(letters);
        hash_add(&hash, letters, piece);
        left -= piece;
    }
    hash_finish_hex(&hash, text);
    assert_string_equal(text, "cdc76e5c9914fb9281a1c7e284d73e67"
                              "f1809a48a497200e046d39ccc7112cd0");
}

/* Where the padding just fits into the last block, and where it needs another. */
static void any_cut_gives_the_same_digest(void **state)
{
    (void)state;
    unsigned char bytes[200];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t length = 0; length <= sizeof(bytes); length++) {
        char whole[HASH_TEXT], cut[HASH_TEXT];
        struct hash hash;
        hash_init(&hash);
        hash_add(&hash, bytes, length);
        hash_finish_hex(&hash, whole);
        hash_init(&hash);
        hash_add(&hash, bytes, length / 3);
        hash_add(&hash, bytes + length / 3, length - length / 3);
        hash_finish_hex(&hash, cut);
        assert_string_equal(whole, cut);
    }
}

static void length_of_55_56_and_64_bytes_pad_rightly(void **state)
{
    (void)state;
    char a[65];
    memset(a, 'a', sizeof(a));
    a[55] = '\0';
    assert_digest(a, "9f4390f8d30c2dd92ec9f095b65e2b9a"
                     "e9b0a925a5258e241c9f1e910f734318");
    memset(a, 'a', sizeof(a));
    a[56] = '\0';
    assert_digest(a, "b35439a4ac6f0948b6d6f9e3c6af0f5f"
                     "590ce20f1bde7090ef7970686ec6738a");
    memset(a, 'a', sizeof(a));
    a[64] = '\0';
    assert_digest(a, "ffe054fe7ae0cb6dc65c3af9b61d5209"
                     "f439851db43d0ba5997337df154668eb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_message_has_its_known_digest),
        cmocka_unit_test(one_block_example_of_the_standard),
        cmocka_unit_test(two_block_example_of_the_standard),
        cmocka_unit_test(four_block_example_of_the_standard),
        cmocka_unit_test(a_million_letters_in_pieces_of_odd_length),
        cmocka_unit_test(any_cut_gives_the_same_digest),
        cmocka_unit_test(length_of_55_56_and_64_bytes_pad_rightly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
