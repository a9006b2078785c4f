#include "word_loop.h"
#include <string.h>

struct range { uint32_t start, count; };
struct node { struct range choices; uint32_t children, fallback; };
struct slot { uint32_t threshold, alias, symbol, target; };

static uint32_t u32(const uint8_t *at) { uint32_t n; memcpy(&n, at, 4); return n; }
static uint64_t u64(const uint8_t *at) { uint64_t n; memcpy(&n, at, 8); return n; }

static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t next(uint64_t s[2]) {
    uint64_t s0 = s[0], s1 = s[1], result = rotl(s0 + s1, 17) + s0;
    s1 ^= s0;
    s[0] = rotl(s0, 49) ^ s1 ^ (s1 << 21);
    s[1] = rotl(s1, 28);
    return result;
}

static inline struct slot draw(const struct slot *slots, struct range range, uint64_t s[2]) {
    unsigned __int128 product = (unsigned __int128)next(s) * range.count;
    const struct slot *slot = slots + range.start + (uint64_t)(product >> 64);
    uint64_t first = product >> 64, coin = (uint64_t)product >> 32;
    uint64_t own = (uint64_t)((int64_t)(coin - slot->threshold) >> 63);
    return slots[range.start + (slot->alias ^ ((slot->alias ^ first) & own))];
}

size_t word_loop(const uint8_t *file, size_t words, uint64_t seed, uint8_t *out) {
    const struct node *nodes = (const void *)(file + u64(file + 128));
    const struct slot *slots = (const void *)(file + u64(file + 144));
    const uint32_t longest = u32(file + 68), start = u32(file + 80);
    uint64_t s[2] = {seed, 0x9E3779B97F4A7C15};
    size_t total = 0;
    for (size_t i = 0; i < words; i++) {
        uint32_t node = start, count = 0;
        size_t bytes = 0;
        while (count < longest) {
            struct slot slot = draw(slots, nodes[node].choices, s);
            while (slot.target == UINT32_MAX - 1) slot = draw(slots, nodes[slot.symbol].choices, s);
            memcpy(out + bytes, &slot.symbol, 4);
            bytes += slot.symbol < 0x80 ? 1 : slot.symbol < 0x10000 ? 2 : slot.symbol < 0x1000000 ? 3 : 4;
            count++;
            if (slot.target == UINT32_MAX) break;
            node = slot.target;
        }
        total += bytes;
    }
    return total;
}
