"""People by name, among a million as among a hundred: some hundred candidates by their words, then the most alike.

Comparing a name with every name costs more the more people there are. Here each typed word is compared with the words
that exist (KataNama, a few thousand), and an index on the words of a name gives those who have them. The candidates are
asked for in SQL: composing it through the ORM takes several times as long as answering it.
"""

from itertools import combinations, permutations

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from puskesos.models import Warga
from puskesos.prepared import Prepared
from puskesos.statements import Question, as_array

MOST_WORDS = 6
MOST_SPELLINGS = 8  # of one typed word
MOST_EACH_WAY = 100
SHORTEST_PART = 3
MOST_FOUND = 51  # one more than a page shows

# What resembles each typed word or begins with it; and which of the parts of long words exist as words.
_RESEMBLING = Question("""
SELECT typed.word, found.kata FROM unnest(%s::text[]) typed(word) CROSS JOIN LATERAL (
    SELECT kata FROM puskesos_katanama WHERE kata %% typed.word OR kata LIKE typed.word || '%%'
    ORDER BY similarity(kata, typed.word) DESC, kata LIMIT %s
) found
UNION ALL SELECT NULL, kata FROM puskesos_katanama WHERE kata = ANY(%s::text[])
""")
# One way of looking; its limit is its own, so that many with a common word push nobody out who has the whole name.
_WAY = "(SELECT id FROM puskesos_warga WHERE {} AND digabung_ke_id IS NULL AND ({}) LIMIT %s)"
_WORDS = "string_to_array(nama_kunci, ' ')"  # as the index `warga_kata` has it


def _most_alike(by, ids, key):
    whole, part = TrigramSimilarity("nama_kunci", key), TrigramWordSimilarity(key, "nama_kunci")
    found = Warga.objects.visible_to(by).current().filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [ids]))
    return found.order_by(Greatest(whole, part).desc(), whole.desc(), "nama_kunci", "id")[:MOST_FOUND]


_MOST_ALIKE = Prepared(_most_alike, asked=True, ids=str, key=str)
_THEIR_IDS = Prepared(
    lambda by, ids, key: _most_alike(by, ids, key).values_list("pk", flat=True), asked=True, ids=str, key=str
)


def alike(by, key, *, born=None):
    """People in reach whose name sounds like the key or holds it as a part, the most alike first; at most MOST_FOUND.

    With `born` only those of that birth date or of none. At most some hundred are weighed: of very many with the same
    word, those who have more of the name come first.
    """
    ids = _candidates(key, by.kelurahan_codes, born)
    return _MOST_ALIKE(by, ids=as_array(ids), key=key) if ids else []


def alike_ids(by, key):
    """Only the ids of `alike`, for a list that shows something else of these people."""
    ids = _candidates(key, by.kelurahan_codes, None)
    return _THEIR_IDS(by, ids=as_array(ids), key=key) if ids else []


def _candidates(key, codes, born):
    """Ids as text, by the words of the name alone: who of them may be known is asked afterwards."""
    among, told = ["TRUE"], []
    if codes is not None:
        among, told = ["kelurahan_id = ANY(%s)"], [sorted(codes)]
    if born:
        among, told = [*among, "(tanggal_lahir = %s OR tanggal_lahir IS NULL)"], [*told, born]
    parts, params = [], []
    for condition, values in _ways(key):
        parts.append(_WAY.format(" AND ".join(among), condition))
        params += [*told, *values, MOST_EACH_WAY]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), params)
        return [str(id) for (id,) in cursor.fetchall()]


def _ways(key):
    """Exactly this name, all of its words, or something like it: (condition, values) that an index answers."""
    words = key.split()[:MOST_WORDS]
    spellings, known = _resembling(words)
    loose = [_all_of(spellings), *(_all_of(some) for some in combinations(spellings, len(words) - 1) if len(some) > 1)]
    if len(words) > 1:
        loose.append(("nama_kunci = ANY(%s)", [words]))  # only one of the names is on file
        together = ["".join(pair) for pair in permutations(words, 2)]
        loose.append((f"{_WORDS} && %s::text[]", [together]))  # written together there
    loose += [(f"{_WORDS} @> %s::text[]", [list(pair)]) for pair in _parts(words) if known.issuperset(pair)]  # or here
    return ("nama_kunci = %s", [key]), (f"{_WORDS} @> %s::text[]", [words]), _joined(" OR ", loose)


def _all_of(spellings):
    return _joined(" AND ", [(f"{_WORDS} && %s::text[]", [each]) for each in spellings])


def _joined(word, conditions):
    return word.join(f"({sql})" for sql, _ in conditions), [value for _, values in conditions for value in values]


def _parts(words):
    """Every way to cut a long word in two."""
    return [(word[:at], word[at:]) for word in words for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def _resembling(words):
    """([spellings that exist of each word], which parts of the words exist as words of their own)."""
    parts = [part for pair in _parts(words) for part in pair]
    rows = _RESEMBLING(words, MOST_SPELLINGS, parts)
    spellings = [[kata for typed, kata in rows if typed == word] for word in words]
    return spellings, {kata for typed, kata in rows if typed is None}
