#ifndef WORD_LOOP_H
#define WORD_LOOP_H
#include <stddef.h>
#include <stdint.h>

/* Draws words from the tables of a .ngram file (docs/ngram-format.md), one behind the other, from one xoroshiro128++
   stream, and overwrites each with the next: the least that any such loop has to do. Returns the bytes written in all. */
size_t word_loop(const uint8_t *file, size_t words, uint64_t seed, uint8_t *out);

#endif
