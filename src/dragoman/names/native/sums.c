/* For some words against one asked word: the sum of the chances of all ways to cut both into chunks that belong together;
   and of one pair of words, the log-odds that its sum makes.

   The same as `summing/many.py` and `single.py`; a test holds all to the same numbers. `summing/compiled.py` calls it with
   arrays that it has made itself, so nothing is checked here but memory. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Letters of the longest chunk; letters by which words are sorted; letters of the longest asked word, so that places fit
   into 16 bits. */
enum { LONGEST = 3, BEGIN = 8, MOST = 4096 };

/* Smaller sums are none: numbers that small would be slow. */
static const float LEAST = 1e-30f;

/* The chunks of one side, by id; 0 is the empty one. */
typedef struct {
    int32_t letters;              /* of the alphabet */
    int32_t longest;              /* letters of the longest chunk, at most LONGEST */
    int32_t chunks;
    const int16_t *ids[LONGEST];  /* for chunks of 1, 2, 3 letters: the chunk as a number to the base `letters` -> id, or -1 */
    const int32_t *lengths;       /* letters of each chunk */
    const int32_t *starts;        /* the pairs of chunk i are those from starts[i] to starts[i + 1] */
    const int32_t *others;        /* chunk of the other side, of each pair */
    const float *chances;         /* of each pair */
    const float *unseen;          /* chance of any other pair: [letters of the chunk][letters of the other side's] */
} Side;

/* What one asked word can meet. The chances of a chunk with it are a row, written when the chunk is first met:
   one number for no letter of the asked word, then for 1 ... `given` letters a number for each place where these end. */
typedef struct {
    const Side *side;             /* of the words, not of the asked one */
    int32_t height;               /* letters of the asked word */
    int32_t given;                /* how many of them at most meet one chunk */
    int16_t *first_place;         /* chunk of the asked word's side -> its first place in a row, or -1 */
    int16_t *next_place;          /* place -> the next one with the same chunk, or -1 */
    int16_t *row_of;              /* chunk -> its row, or -1 */
    float *rows;
    int32_t written;
} Asked;

static int32_t chunk_ending(const Side *side, const uint8_t *end, int32_t length)
{
    int32_t number = 0;
    for (int32_t back = length; back > 0; back--)
        number = number * side->letters + end[-back];
    return side->ids[length - 1][number];
}

/* `place` of the letters that end after `end` letters, in a row. */
static int32_t place_of(const Asked *asked, int32_t letters, int32_t end)
{
    return letters * (asked->height + 1) + end;
}

static int32_t row_size(const Asked *asked)
{
    return (asked->given + 1) * (asked->height + 1);
}

static void find_places(Asked *asked, const Side *own, const uint8_t *word)
{
    memset(asked->first_place, -1, own->chunks * sizeof(int16_t));
    for (int32_t letters = 1; letters <= asked->given; letters++)
        for (int32_t end = letters; end <= asked->height; end++) {
            int32_t chunk = chunk_ending(own, word + end, letters);
            int32_t place = place_of(asked, letters, end);
            asked->next_place[place] = -2;
            if (chunk >= 0) {
                asked->next_place[place] = asked->first_place[chunk];
                asked->first_place[chunk] = place;
            }
        }
}

static const float *row(Asked *asked, int32_t chunk)
{
    const Side *side = asked->side;
    int32_t size = row_size(asked);
    if (asked->row_of[chunk] >= 0)
        return asked->rows + (size_t)asked->row_of[chunk] * size;
    asked->row_of[chunk] = asked->written++;
    float *row = asked->rows + (size_t)asked->row_of[chunk] * size;
    const float *unseen = side->unseen + side->lengths[chunk] * (LONGEST + 1);
    memset(row, 0, size * sizeof(float));
    row[0] = unseen[0];
    for (int32_t letters = 1; letters <= asked->given; letters++)
        for (int32_t end = letters; end <= asked->height; end++) {
            int32_t place = place_of(asked, letters, end);
            row[place] = asked->next_place[place] == -2 ? 0.0f : unseen[letters];
        }
    for (int32_t pair = side->starts[chunk]; pair < side->starts[chunk + 1]; pair++) {
        if (side->others[pair] == 0)
            row[0] = side->chances[pair];
        else
            for (int32_t place = asked->first_place[side->others[pair]]; place >= 0; place = asked->next_place[place])
                row[place] = side->chances[pair];
    }
    return row;
}

/* Add to `here` what comes from `before` by one chunk. */
static void step(const Asked *asked, float *restrict here, const float *restrict before, const float *restrict row)
{
    int32_t height = asked->height;
    for (int32_t cell = 0; cell <= height; cell++)
        here[cell] += before[cell] * row[0];
    for (int32_t letters = 1; letters <= asked->given; letters++) {
        const float *chances = row + place_of(asked, letters, 0);
        for (int32_t cell = letters; cell <= height; cell++)
            here[cell] += before[cell - letters] * chances[cell];
    }
}

/* Add what comes by letters of the asked word alone. */
static void go_on_alone(const Asked *asked, float *here, const float *alone)
{
    for (int32_t cell = 1; cell <= asked->height; cell++)
        for (int32_t letters = 1; letters <= asked->given && letters <= cell; letters++)
            here[cell] += here[cell - letters] * alone[place_of(asked, letters, cell)];
}

static float greatest(const float *cells, int32_t count)
{
    float found = 0.0f;
    for (int32_t cell = 0; cell < count; cell++)
        found = cells[cell] > found ? cells[cell] : found;
    return found;
}

/* A word, by its number among those given and by the codes of its first letters, the first in the highest byte. */
typedef struct {
    uint64_t begin;
    int64_t at;
} Beginning;

static Beginning beginning(const uint8_t *word, int32_t width, int64_t at)
{
    Beginning found = {0, at};
    for (int32_t letter = 0; letter < BEGIN; letter++)
        found.begin = found.begin << 8 | (letter < width ? word[letter] : 0);
    return found;
}

static int by_begin(const void *one, const void *other)
{
    uint64_t first = ((const Beginning *)one)->begin, second = ((const Beginning *)other)->begin;
    return first < second ? -1 : first > second;
}

/* How many letters two words begin with in common, as far as their beginnings tell. */
static int32_t in_common(uint64_t one, uint64_t other)
{
    int32_t letters = 0;
    while (letters < BEGIN && (one ^ other) >> (8 * (BEGIN - 1 - letters)) == 0)
        letters++;
    return letters;
}

/* The sums of one word after each of its letters, a column a letter: [letters of the asked word]. Kept for the next word. */
typedef struct {
    float *columns;
    int32_t letters;              /* so many columns are written, the one before any letter not counted */
    int32_t hopeless;             /* after so many letters there was no hope, or 0 */
} Sums;

static void add_letter(Asked *asked, Sums *sums, const uint8_t *word)
{
    int32_t cells = asked->height + 1, letter = ++sums->letters;
    float *here = sums->columns + (size_t)letter * cells;
    memset(here, 0, cells * sizeof(float));
    for (int32_t taken = 1; taken <= asked->side->longest && taken <= letter; taken++) {
        int32_t chunk = chunk_ending(asked->side, word + letter, taken);
        if (chunk >= 0)
            step(asked, here, here - (size_t)taken * cells, row(asked, chunk));
    }
    go_on_alone(asked, here, row(asked, 0));
    for (int32_t cell = 0; cell < cells; cell++)
        here[cell] = here[cell] < LEAST ? 0.0f : here[cell];
}

/* Is the word's chance small after the last letter, and after the one before? It is asked after 3, 5 and 7 letters. */
static int is_hopeless(const Sums *sums, int32_t cells, float hopeless)
{
    const float *here = sums->columns + (size_t)sums->letters * cells;
    int asks = sums->letters == 3 || sums->letters == 5 || sums->letters == 7;
    return asks && greatest(here, cells) <= hopeless && greatest(here - cells, cells) <= hopeless;
}

/* The sum of a word of which `known` letters are those of the word before. */
static float sum_word(Asked *asked, Sums *sums, const uint8_t *word, int32_t width, int32_t known, float hopeless)
{
    int32_t cells = asked->height + 1;
    if (sums->letters > known)
        sums->letters = known;
    if (sums->hopeless > known)
        sums->hopeless = 0;
    while (sums->letters < width && !sums->hopeless) {
        add_letter(asked, sums, word);
        if (sums->letters < width && is_hopeless(sums, cells, hopeless))
            sums->hopeless = sums->letters;
    }
    return sums->letters < width ? 0.0f : sums->columns[(size_t)width * cells + asked->height];
}

/* The most rows that the words can need. */
static size_t most_rows(const Side *side, const int32_t *starts, const int64_t *words, int64_t count)
{
    size_t met = 1;
    for (int64_t at = 0; at < count && met < (size_t)side->chunks; at++)
        met += (size_t)(starts[words[at] + 1] - starts[words[at]]) * side->longest;
    return met < (size_t)side->chunks ? met : (size_t)side->chunks;
}

static void sum_sorted(Asked *asked, Sums *sums, const Beginning *order, const uint8_t *codes, const int32_t *starts,
                       const int64_t *words, int64_t count, float hopeless, float *found)
{
    memset(sums->columns, 0, (asked->height + 1) * sizeof(float));
    sums->columns[0] = 1.0f;
    go_on_alone(asked, sums->columns, row(asked, 0));
    for (int64_t place = 0; place < count; place++) {
        int64_t at = order[place].at;
        int32_t begin = starts[words[at]], width = starts[words[at] + 1] - begin;
        int32_t known = place ? in_common(order[place - 1].begin, order[place].begin) : 0;
        found[at] = sum_word(asked, sums, codes + begin, width, known < width ? known : width, hopeless);
    }
}

/* Write the scaled sum of each word with the asked one into `sums`; 0 where it is, after some letters, at most `hopeless`.

   `side` is the words', `own` the asked word's; letters of word i are codes[starts[i]] ... codes[starts[i + 1] - 1].
   Words that begin alike share the sums of their beginning. Returns 0, or -1 when there is no memory, or the asked word
   has more than MOST letters. */
int sum_words(const Side *side, const Side *own, const uint8_t *asked_word, int32_t height, const uint8_t *codes,
              const int32_t *starts, const int64_t *words, int64_t count, float hopeless, float *found)
{
    if (height > MOST)
        return -1;
    Asked asked = {.side = side, .height = height, .given = own->longest};
    Sums sums = {0};
    size_t size = row_size(&asked);
    int32_t widest = 0;
    for (int64_t at = 0; at < count; at++)
        if (starts[words[at] + 1] - starts[words[at]] > widest)
            widest = starts[words[at] + 1] - starts[words[at]];
    asked.first_place = malloc(own->chunks * sizeof(int16_t));
    asked.next_place = malloc(size * sizeof(int16_t));
    asked.row_of = malloc(side->chunks * sizeof(int16_t));
    asked.rows = malloc(most_rows(side, starts, words, count) * size * sizeof(float));
    sums.columns = malloc((size_t)(widest + 1) * (height + 1) * sizeof(float));
    Beginning *order = malloc((count + 1) * sizeof(Beginning));
    int failed = !asked.first_place || !asked.next_place || !asked.row_of || !asked.rows || !sums.columns || !order;
    if (!failed) {
        memset(asked.row_of, -1, side->chunks * sizeof(int16_t));
        find_places(&asked, own, asked_word);
        for (int64_t at = 0; at < count; at++)
            order[at] = beginning(codes + starts[words[at]], starts[words[at] + 1] - starts[words[at]], at);
        qsort(order, count, sizeof(Beginning), by_begin);
        sum_sorted(&asked, &sums, order, codes, starts, words, count, hopeless, found);
    }
    free(asked.first_place);
    free(asked.next_place);
    free(asked.row_of);
    free(asked.rows);
    free(sums.columns);
    free(order);
    return failed ? -1 : 0;
}

/* What makes log-odds of a sum, as `Multigram` has it. */
typedef struct {
    const Side *sides[2];
    const double *alone[2];       /* chance of each chunk with any of the other side */
    double least;                 /* no word alone is less likely */
    double hopeless;              /* so small a sum is no pair */
    double weights[6];            /* intercept; of the sum's logarithm, those of either word alone, their letters */
} Model;

/* The logarithm of the chance of a word alone. */
static double log_alone(const Model *model, int side, const uint8_t *word, int32_t width)
{
    const Side *own = model->sides[side];
    double sums[LONGEST] = {1.0};  /* after the letters read so far, after one less, after two less */
    for (int32_t end = 1; end <= width; end++) {
        double here = 0.0;
        for (int32_t taken = 1; taken <= own->longest && taken <= end; taken++) {
            int32_t chunk = chunk_ending(own, word + end, taken);
            if (chunk >= 0)
                here += model->alone[side][chunk] * sums[taken - 1];
        }
        memmove(sums + 1, sums, sizeof sums - sizeof *sums);
        sums[0] = here;
    }
    return log(sums[0] > model->least ? sums[0] : model->least);
}

/* The scaled sum of one pair; below 0 as `sum_words`. */
static float sum_pair(const Model *model, const uint8_t *first, int32_t width, const uint8_t *second, int32_t height)
{
    int32_t starts[] = {0, width};
    int64_t only = 0;
    float sum = 0.0f;
    int failed = sum_words(model->sides[0], model->sides[1], second, height, first, starts, &only, 1, -1.0f, &sum);
    return failed ? -1.0f : sum;
}

/* The log-odds of a word of the first side and one of the second; without hope -infinity, NaN where `sum_words` fails. */
double pair_log_odds(const Model *model, const uint8_t *first, int32_t width, const uint8_t *second, int32_t height)
{
    double sum = sum_pair(model, first, width, second, height);
    if (sum < 0)
        return NAN;
    if (sum <= model->hopeless)
        return -INFINITY;
    const double *weights = model->weights;
    return weights[0] + weights[1] * log(sum) + weights[2] * log_alone(model, 0, first, width)
           + weights[3] * log_alone(model, 1, second, height) + weights[4] * width + weights[5] * height;
}
