"""What a text is about: an election or another ballot, and whether it tells of a count, a forecast or polls."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from extract.lexer import Lexed
from extract.model import Owner, Status
from extract.packs import PersonEntry

_ELECTION, _BALLOT = "election", "ballot"  # the fields of subjects.toml that are ours, and everybody's
_OURS = {_ELECTION, _BALLOT}
_PRIZE = "prize"  # the field of what fans and juries vote for
_PAGE = 1_500  # code points; a longer text says everything more often, and strays further
_HEARD = 3  # times that one word counts: a text that repeats it tells no more of its subject
_NAMED = 6  # parties and people that count as evidence; a text that prints more is a list of them
_NOTE, _SHORT = 140, 400  # code points; the shorter a text, the fewer the words that can show its subject
_LEAST, _LEAST_NOTE = 4, 2
_STRAY, _STRAY_SHORT = 4, 2  # so much is let pass for the words of other fields that come into any report
_HALF, _DOUBT = 0.5, 10  # of texts fewer of whose numbers are read than not, and what their words must then say
_OPENING = 250  # code points in which a text that tells of a forecast alone says so
_LISTED = 3  # so many parties with a number right behind them make a list of results
_BESIDE = 4  # code points between a party and its number in a row
_COUNCILS = 3  # so many mentions of councils and councillors make a text one about local elections
_VOTED_ON, _FEW_OF = 6, 8  # votes and shares by which a text can be told to be of no party, and how many of them may be
_ASKED = 3  # different words of pollsters that make a text one about a poll


def evidence(lexed: Lexed) -> int:
    """How much speaks for a text being about an election at all, by its words and parties; below nothing, it is not.

    Votes in parliaments and boardrooms, places at colleges and seats of theatres use many of the same words. What
    tells them from elections is the rest of the vocabulary: so the words of elections are weighed against those of all
    other fields, and those of the strongest of these once more, for a text that is about something else keeps to it.
    """
    spoken: Counter[str] = Counter()
    others, length = 0, len(lexed.text)
    pages = max(1.0, length / _PAGE)
    most, named = int(_HEARD * pages), int(_NAMED * pages)
    for word, times in lexed.topics.items():
        heard, fields = min(times, most), lexed.lexicon.fields.get(word, ())
        for name in fields:
            spoken[name] += heard
        others += heard if fields and _OURS.isdisjoint(fields) else 0
    elections, ballots = spoken.pop(_ELECTION, 0), spoken.pop(_BALLOT, 0)
    if not elections + ballots:
        # Names of parties alone are no evidence, as clubs, horses and shares are called so too; rows of results are.
        elections = _rows(lexed)
        if elections < _LISTED:
            return -1
    printed = sum(1 for name in lexed.names if name.form.parties)
    found = elections + min(_sides(lexed), named) + min(printed, named) // 2
    if found + min(ballots, 2) < (_LEAST_NOTE if length < _NOTE else _LEAST):
        return -1
    stray = int(_STRAY * pages) if length > _SHORT else _STRAY_SHORT
    return found + stray - 2 * (others + max(spoken.values(), default=0))


def told_of(margin: int, read: int, unread: int, length: int) -> bool:
    """Whether a text is still about an election once it is known how many of its numbers are figures of one.

    ``margin`` is its evidence. One that prints thirty numbers of which five could be read is likely about
    something else, unless its words leave no doubt; in a note there are too few numbers to tell.
    """
    share = read / (read + unread) if read else 1.0
    return length < _SHORT or share >= _HALF or margin >= _DOUBT * (1 - share / _HALF)


def fills_no_post(lexed: Lexed, owners: Iterable[Owner | None]) -> bool:
    """Whether votes are told of that hardly any party has, in a text of a name, a prize or a song, and of no post.

    That no post is named that we know is not enough: there are more of them than any list has. ``owners`` are those of
    the votes and shares that were read.
    """
    told = [owner is not None and owner.party is not None and bool(owner.party.id) for owner in owners]
    if len(told) < _VOTED_ON or sum(told) * _FEW_OF > len(told):
        return False
    lists, fields = lexed.lexicon.lists, lexed.lexicon.fields
    if any(word in lexed.lower for word in lists["post_words"]):
        return False
    named = any(f" {word}" in lexed.lower for word in lists["naming_words"])
    return named or any(_PRIZE in fields.get(word, ()) for word in lexed.topics)


def _sides(lexed: Lexed) -> int:
    """How many parties and people of the packs a text names: one for each set of parties that a form can mean.

    Letters count where several of them stand in brackets, as behind the names of candidates: "Keith Wood (I)".
    """
    text, names = lexed.text, lexed.names
    forms = {name.form for name in names}
    letters = {
        n.form for n in names if n.form.weak and text[n.start - 1 : n.start] == "(" and text[n.end : n.end + 1] in "),"
    }
    if len(letters) > 1:
        return len({form.parties for form in forms if form.parties}) + len(letters)
    parties = {form.parties for form in forms if form.parties}
    people = {r.entry.name for form in forms for r in form.refs if isinstance(r.entry, PersonEntry) and r.entry.leads}
    return len(parties) + len(people)


def _rows(lexed: Lexed) -> int:
    """How many parties a text prints right before a number, those in brackets twice: "Jo Bell (Lab) 1,234"."""
    text, starts = lexed.text, lexed.number_starts
    listed, named = set(), set()
    for name in lexed.names:
        if not name.form.parties:
            continue
        at = bisect_left(starts, name.end)
        gap = text[name.end : starts[at]] if at < len(starts) and starts[at] - name.end <= _BESIDE else "-"
        if gap and not any(map(str.isalnum, gap)) and "-" not in gap:
            listed.add(name.form.parties)
            if gap[0] in ")]":
                named.add(name.form.parties)
    return len(listed) + len(named)


def one_contest(lexed: Lexed) -> bool:
    """Whether a text is about contests for one seat each, or about the places on a board, and not about a chamber."""
    lists, words = lexed.lexicon.lists, lexed.topics
    return not lists["contest_words"].isdisjoint(words) and lists["chamber_topics"].isdisjoint(words)


def is_local(lower: str) -> bool:
    """Whether a text is about elections of councils: then seats can be more than a parliament has."""
    return lower.count("council") >= _COUNCILS and "councillor" in lower


def standing(lexed: Lexed) -> Status:
    """Of which world the sentences of a text are where nothing in them says so."""
    return Status.POLL if _about_polls(lexed) else Status.RESULT


def _about_polls(lexed: Lexed) -> bool:
    """Whether a text reports what people were asked and no count: then its figures are those of a poll."""
    lists = lexed.lexicon.lists
    asked = len(lexed.inside & lists["poll_words"])
    return asked >= _ASKED and asked > len(lexed.inside & lists["count_reports"])


def _titled(lexed: Lexed) -> bool:
    """Whether the first line of a text says that it is about a forecast: what it says of counts is still to come."""
    title = lexed.text.lstrip().partition("\n")[0].lower()
    return any(form in title for form in lexed.lexicon.lists["forecast_told"])


def world(lexed: Lexed) -> Status:
    """Of which world a whole text tells where no words beside a number say so: of a count or of a forecast."""
    lists, words = lexed.lexicon.lists, lexed.topics
    told = lists["count_told"] & words.keys()
    if told and not (told <= lists["count_to_come"] and _titled(lexed)):
        return Status.RESULT
    opening = lexed.text[:_OPENING].lower()
    if any(form in opening for form in lists["forecast_told"]):
        return Status.PROJECTION
    return Status.RESULT
