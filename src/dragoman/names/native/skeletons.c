/* The skeletons of a name's words, and which words of two names may be one by them.

   The same as `skeletons` and `may_share` in `skeleton.py`, for all words of a name at once; tests hold both to the same
   answers. `hearing.py` calls it with tables and words that it has made itself. */

#include <stdint.h>
#include <string.h>

/* As in `skeleton.py`: variants of a word, classes of a skeleton, classes from which one may be left out.
   No word has more letters than LETTERS; a letter or group stands for up to OPTIONS sounds of up to two classes. */
enum { VARIANTS = 10, LONGEST = 9, LEAVE_OUT_FROM = 3, LETTERS = 64, OPTIONS = 4, SEPARATOR = 0 };

/* Letters and groups of letters, as a tree: node 0 is its root. */
typedef struct {
    int32_t letters;              /* letters are numbers below this; 0 parts two words */
    const int16_t *next;          /* [node][letter] -> node, or 0 */
    const int16_t *group;         /* node -> the group that ends there, or -1 */
    const uint8_t *sounds;        /* [group][option][2]: classes from 1, 0 for none */
    const uint8_t *options;       /* group -> how many sounds */
} Groups;

/* Classes in their order, one a byte; two are never the same in a row. */
typedef struct {
    int32_t length;
    uint8_t classes[2 * LETTERS];
} Variant;

static void append(Variant *variant, const uint8_t *sound)
{
    for (int32_t at = 0; at < 2 && sound[at]; at++)
        if (!variant->length || variant->classes[variant->length - 1] != sound[at])
            variant->classes[variant->length++] = sound[at];
}

static int is_among(const Variant *variants, int32_t count, const Variant *variant)
{
    for (int32_t at = 0; at < count; at++)
        if (variants[at].length == variant->length && !memcmp(variants[at].classes, variant->classes, variant->length))
            return 1;
    return 0;
}

/* Each variant with each sound of a group; only the first sound where that would be too many. Returns how many there are. */
static int32_t add_group(const Groups *groups, int32_t group, Variant *variants, int32_t count)
{
    const uint8_t *sounds = groups->sounds + group * OPTIONS * 2;
    int32_t options = groups->options[group];
    if (options == 1 || count * options > VARIANTS) {
        for (int32_t at = 0; at < count; at++)
            append(&variants[at], sounds);
        return count;
    }
    Variant before[VARIANTS];
    memcpy(before, variants, count * sizeof(Variant));
    int32_t found = 0;
    for (int32_t at = 0; at < count; at++)
        for (int32_t option = 0; option < options; option++) {
            Variant longer = before[at];
            append(&longer, sounds + option * 2);
            if (!is_among(variants, found, &longer))
                variants[found++] = longer;
        }
    return found;
}

/* The group that begins at a letter, the longest; `*length` says of how many letters. */
static int32_t longest_group(const Groups *groups, const uint8_t *word, int32_t letters, int32_t *length)
{
    int32_t node = 0, found = -1;
    *length = 1;
    for (int32_t at = 0; at < letters; at++) {
        node = groups->next[node * groups->letters + word[at]];
        if (!node)
            break;
        if (groups->group[node] >= 0) {
            found = groups->group[node];
            *length = at + 1;
        }
    }
    return found;
}

/* A skeleton as a number: its length, then its classes, four bits each, the last one lowest. */
static uint64_t packed(const Variant *variant)
{
    int32_t length = variant->length < LONGEST ? variant->length : LONGEST;
    uint64_t number = length;
    for (int32_t at = 0; at < LONGEST; at++)
        number = number << 4 | (at < LONGEST - length ? 0 : variant->classes[at - (LONGEST - length)]);
    return number;
}

static int32_t hear_word(const Groups *groups, const uint8_t *word, int32_t letters, uint64_t *found)
{
    Variant variants[VARIANTS];
    int32_t count = 1, kept = 0, length;
    variants[0].length = 0;
    if (letters > LETTERS)
        letters = LETTERS;
    for (int32_t at = 0; at < letters; at += length) {
        int32_t group = longest_group(groups, word + at, letters - at, &length);
        if (group >= 0)
            count = add_group(groups, group, variants, count);
    }
    for (int32_t at = 0; at < count; at++) {
        uint64_t skeleton = packed(&variants[at]);
        int32_t other = 0;
        while (other < kept && found[other] != skeleton)
            other++;
        if (other == kept)
            found[kept++] = skeleton;
    }
    return kept;
}

/* The words of a name as they were heard: first how many there are, and how many of them are single, in a byte each; then
   for each word how many skeletons it has, and these. Words from `single` on are joined ones. */
typedef union {
    struct {
        uint8_t words;
        uint8_t single;
    } counts;
    uint64_t number;
} Heard;

/* Hear words, parted by SEPARATOR, of which no name has more than 255. Returns how many numbers were written; there must be
   room for 1 and VARIANTS + 1 a word. */
int32_t hear_words(const Groups *groups, const uint8_t *words, int32_t letters, int32_t single, Heard *heard)
{
    int32_t written = 1, begin = 0;
    heard->number = 0;
    heard->counts.single = single;
    for (int32_t at = 0; letters && at <= letters; at++)
        if (at == letters || words[at] == SEPARATOR) {
            int32_t count = hear_word(groups, words + begin, at - begin, &heard[written + 1].number);
            heard[written].number = count;
            written += count + 1;
            begin = at + 1;
            heard->counts.words++;
        }
    return written;
}

/* Is the one the other, which is longer by one class, without a class? */
static int lacks_one(uint64_t one, uint64_t longer)
{
    int32_t length = longer >> 4 * LONGEST;
    uint64_t mask = ((uint64_t)1 << 4 * LONGEST) - 1, below = 0;
    if (length < LEAVE_OUT_FROM || (int32_t)(one >> 4 * LONGEST) != length - 1)
        return 0;
    one &= mask;
    longer &= mask;
    for (int32_t place = 0; place < length; place++) {
        uint64_t shorter = (longer >> 4 * (place + 1)) << 4 * place | (longer & below);
        if (shorter == one)
            return 1;
        below = below << 4 | 15;
    }
    return 0;
}

/* Of two words, each how many skeletons it has, and these. */
static int may_share(const Heard *one, const Heard *other)
{
    for (uint64_t mine = 1; mine <= one->number; mine++)
        for (uint64_t theirs = 1; theirs <= other->number; theirs++) {
            uint64_t skeleton = one[mine].number, against = other[theirs].number;
            if (skeleton == against || lacks_one(skeleton, against) || lacks_one(against, skeleton))
                return 1;
        }
    return 0;
}

/* Write the numbers of each two words that may be one, a byte each; of two joined words never. Returns how many bytes. */
int32_t words_that_may_share(const Heard *one, const Heard *other, uint8_t *found)
{
    int32_t written = 0;
    const Heard *word = one + 1;
    for (int32_t mine = 0; mine < one->counts.words; mine++, word += word->number + 1) {
        const Heard *against = other + 1;
        int32_t most = mine < one->counts.single ? other->counts.words : other->counts.single;
        for (int32_t theirs = 0; theirs < most; theirs++, against += against->number + 1)
            if (may_share(word, against)) {
                found[written++] = mine;
                found[written++] = theirs;
            }
    }
    return written;
}
