"""A query as clauses of the search index: each word as it is spelled, by its stem and by its sound, the surest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tantivy

from dragoman.read.query import Query, Term
from dragoman.read.tokens import QueryKeys

FILTERS = ("source", "language", "state", "kind")
_EXACT, _STEM, _SOUND, _TITLE = 4.0, 2.0, 0.6, 1.5


def whole_query(
    schema: tantivy.Schema, query: Query, filters: list[tuple[tantivy.Occur, tantivy.Query]], *, every: bool
) -> tantivy.Query:
    """What a document must hold: every word of a query, or some; and what the filters and its excluded words say."""
    wanted = tantivy.Occur.Must if every else tantivy.Occur.Should
    clauses = [(wanted, _term_query(schema, term)) for term in query.terms if not term.excluded]
    words_wanted = tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.all_query()
    excluded = [(tantivy.Occur.MustNot, _term_query(schema, term)) for term in query.terms if term.excluded]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, words_wanted), *filters, *excluded])


def filter_clauses(
    schema: tantivy.Schema, filters: Mapping[str, str | Sequence[str]]
) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """A filter's values, any of which will do; they weigh nothing."""
    clauses = []
    for name, value in filters.items():
        if name not in FILTERS:
            raise ValueError(f"there is no filter {name}")
        values = [value] if isinstance(value, str) else list(value)
        if any(values):
            any_of = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, name, one)) for one in values if one]
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(tantivy.Query.boolean_query(any_of), 0.0)))
    return clauses


def _term_query(schema: tantivy.Schema, term: Term) -> tantivy.Query:
    if len(term.words) == 1:
        return _word_query(schema, term.words[0])
    exact = tantivy.Query.phrase_query(schema, "exact", [word.exact for word in term.words])
    most = max(len(word.stems) for word in term.words)
    languages = [[word.stems[min(n, len(word.stems) - 1)] for word in term.words] for n in range(most)]
    side_by_side = [tantivy.Query.phrase_query(schema, "stem", [*stems]) for stems in languages]
    return _best_of([(_EXACT, exact), *((_STEM, phrase) for phrase in side_by_side)])


def _word_query(schema: tantivy.Schema, word: QueryKeys) -> tantivy.Query:
    ways = [(_EXACT, tantivy.Query.term_query(schema, "exact", word.exact))]
    for stem in word.stems:
        ways.append((_STEM, tantivy.Query.term_query(schema, "stem", stem)))
        ways.append((_STEM * _TITLE, tantivy.Query.term_query(schema, "title_stem", stem)))
    if word.sound:
        ways.append((_SOUND, tantivy.Query.term_query(schema, "sound", word.sound)))
    return _best_of(ways)


def _best_of(ways: Sequence[tuple[float, tantivy.Query]]) -> tantivy.Query:
    return tantivy.Query.disjunction_max_query([tantivy.Query.boost_query(query, boost) for boost, query in ways], 0.1)
