"""The columns of every table that comes out: what users rely on, and what ``datapackage.json`` says."""

from __future__ import annotations

from typing import Final, NamedTuple

from extract.model import Measure


class Column(NamedTuple):
    """A column: its name, its Table Schema type and what it says."""

    name: str
    type: str
    about: str


def _columns(*parts: str | tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns from lines of ``name type description`` and from groups of columns that tables share."""
    found: list[Column] = []
    for part in parts:
        found.extend([Column(*part.split(maxsplit=2))] if isinstance(part, str) else part)
    return tuple(found)


DOCUMENT: Final = _columns("document string Name of the document: path relative to the folder named, or as given")
STATUS: Final = _columns("status string One of result, previous, projection, poll, hypothetical")
ELECTION: Final = _columns("election string Id of the election (Democracy Club id in the United Kingdom)")
SENTENCE: Final = _columns("sentence string Sentence that the number stands in")
BASIS: Final = _columns("figures string Ids of the figures that the row rests on, joined with |")
WHERE: Final = _columns(
    DOCUMENT,
    "start integer First code point of the printed number, counted from 0",
    "end integer Code point after the printed number",
    "text string Number as printed: the document's text from start to end",
)
VALUE: Final = _columns(
    "measure string What the number counts",
    "value number Value; changes are signed, percentages are 47.5",
    "value_min number Lowest value that the printed precision and wording allow",
    "value_max number Highest value that the printed precision and wording allow",
    "unit string Unit, where the measure leaves a choice",
)
PARTY: Final = _columns(
    "party string Party that the number belongs to",
    "party_id string Id of the party (of the Electoral Commission in the United Kingdom)",
)
PLACE: Final = _columns(
    "place string Place that the number is about",
    "place_id string Id of the place (GSS code in the United Kingdom)",
)
OWNER: Final = _columns(PARTY, "candidate string Person that the number belongs to", PLACE)
DECLARED: Final = _columns(
    "declared integer Seats or places declared when the number was true",
    "declared_of integer Seats or places there are to declare",
)
SOURCE: Final = _columns(
    "source_start integer First code point in the decoded source file, if it is a page",
    "source_end integer Code point after it in the decoded source file",
)

FIGURES: Final = _columns(
    "id string Id of the figure, the same in every run",
    WHERE,
    VALUE,
    OWNER,
    ELECTION,
    STATUS,
    DECLARED,
    "agreement string One of confirmed (several readers agree), single, disputed",
    "confidence number From 0 to 1, where it was measured",
    "readers string Readers that read it, joined with |",
    "rule string Rule that read it",
    SENTENCE,
    SOURCE,
)
READINGS: Final = _columns(
    "figure string Id of the figure",
    WHERE,
    "reader string Reader that claims it",
    "rule string Rule by which it does",
    VALUE,
    "qualifier string How the wording loosens the number",
    OWNER,
    STATUS,
    DECLARED,
    "count string Count or round of the tally",
)
# The names up to turnout_percentage are those of Democracy Club's candidate exports.
CANDIDATES: Final = _columns(
    "person_name string Candidate as printed",
    "election_id string Id of the election",
    "ballot_paper_id string Id of the ballot, where election and constituency are known",
    "party_name string Party",
    "party_id string Id of the party",
    "post_label string Seat, ward or office",
    "gss string GSS code of the seat",
    "votes_cast number Votes for the candidate",
    "elected boolean Whether the candidate won, where the document leaves no doubt",
    "rank integer Position by votes",
    "turnout_reported number Turnout in votes",
    "spoilt_ballots number Rejected ballots",
    "total_electorate number Electorate",
    "turnout_percentage number Turnout in per cent",
    DOCUMENT,
    "contest string Id of the contest",
    "vote_share number Share of the vote in per cent",
    "vote_share_change number Change of that share in points",
    STATUS,
    "count string Count or round of the tally",
    BASIS,
)
#: Column, measure and kind of unit. Turnout and majority are printed as votes and as percentages.
CONTEST_VALUES: Final = (
    ("electorate", Measure.ELECTORATE, ""),
    ("turnout_percentage", Measure.TURNOUT, "percent"),
    ("turnout_reported", Measure.TURNOUT, "votes"),
    ("turnout_change", Measure.TURNOUT_CHANGE, ""),
    ("valid_votes", Measure.VALID_VOTES, ""),
    ("rejected_ballots", Measure.REJECTED_BALLOTS, ""),
    ("majority", Measure.MAJORITY, "votes"),
    ("majority_percentage", Measure.MAJORITY, "percent"),
    ("swing", Measure.SWING, ""),
    ("quota", Measure.QUOTA, ""),
)
CONTESTS: Final = _columns(
    DOCUMENT,
    "contest string Id of the contest",
    PLACE,
    ELECTION,
    STATUS,
    "candidates integer Candidates found",
    tuple(Column(name, "number", name.replace("_", " ").capitalize()) for name, _, _ in CONTEST_VALUES),
    BASIS,
)
#: The measures that the table of seats gathers, in the order of its columns.
SEAT_MEASURES: Final = (
    Measure.SEATS,
    Measure.SEATS_CHANGE,
    Measure.COUNCILLORS,
    Measure.COUNCILLORS_CHANGE,
    Measure.COUNCILS,
    Measure.COUNCILS_CHANGE,
    Measure.ELECTORAL_VOTES,
    Measure.VOTES,
    Measure.VOTE_SHARE,
    Measure.VOTE_SHARE_CHANGE,
)
SEATS: Final = _columns(
    DOCUMENT,
    ELECTION,
    PLACE,
    PARTY,
    STATUS,
    tuple(Column(m.value, "number", m.value.replace("_", " ").capitalize()) for m in SEAT_MEASURES),
    "several string Measures left empty, with the values in the document that exclude each other",
    BASIS,
)
UNREAD: Final = _columns(WHERE, "reason string Why no reader could place it", SENTENCE, SOURCE)
IGNORED: Final = _columns(WHERE, "rule string Rule by which it is no election figure", SENTENCE, SOURCE)
FINDINGS: Final = _columns(
    "flag_conflict boolean Whether figures contradict each other",
    "flag_typo boolean Whether somebody most likely slipped",
    "flag_explained boolean Whether the difference is explained",
    "id string Id of the finding, the same in every run",
    "severity integer 0 note, 1 explained, 2 likely slip, 3 conflict",
    "code string Identity that was checked, or how sources differ (sources. before it)",
    "verdict string holds, explained, conflict or incomplete",
    ELECTION,
    "place string Place that the figures are about",
    "printed string Value as printed",
    "expected string Value that should stand there",
    "repairs string Hypotheses of what was meant, joined with |",
    "explanation string What was found, in one sentence",
    "documents string Documents that print the value, joined with |",
    BASIS,
)
DOCUMENTS: Final = _columns(
    DOCUMENT,
    "status string ok or error",
    "reason string Why it could not be read",
    "next_step string What to do about it",
    "path string Path as given",
    "id string Id of its content",
    "media_type string Media type",
    "encoding string Encoding found",
    "characters integer Code points of its text",
    "title string Headline",
    "url string Canonical address",
    "publisher string Publisher",
    "published string Date of publication",
    "retrieved string Date of retrieval",
    "origin string Where these facts were found, as fact=place, joined with |",
    "country string Country pack that read it",
    "election string Election that it is mainly about",
    "figures integer Figures read",
    "ignored integer Numerals that are no election figures",
    "unread integer Numerals that could not be placed",
    "contests integer Contests found",
    "candidates integer Candidates found",
    "notes string Remarks made while loading, joined with |",
)
