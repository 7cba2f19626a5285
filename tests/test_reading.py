"""Whose a number is, of which world, and where: the cases that were once read wrongly."""

from __future__ import annotations

import pytest

import extract
from extract.model import Result

HEAD = "General election: every constituency declared, turnout and majority.\n\n"


def _read(text: str) -> Result:
    return extract.read(HEAD + text, country="gb")


def _said(result: Result, surface: str) -> tuple[str, str, str, str]:
    """Measure, party, candidate and status of the figure printed as ``surface``; empty where there is none."""
    text = result.document.text
    claim = next(f.claim for f in result.figures if text[f.claim.span.start : f.claim.span.end] == surface)
    party = claim.owner.party.name if claim.owner.party else ""
    return claim.measure, party, claim.owner.candidate or "", claim.status


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("The Greens shed 22 seats and the SNP 18; they now have 53.", "53",
         ("seats", "Scottish National Party", "", "result")),
        ("In Kent it was Labour 57 of 70 with 46.5 per cent.", "70", ("seats_total", "", "", "result")),
        ("Labour won 262 seats. The Zorkists won 318 seats.", "318", ("seats", "", "", "result")),
        ("Scott Cameron won 4,000 votes.", "4,000", ("votes", "", "Scott Cameron", "result")),
        ("Mr Cameron won 318 seats.", "318", ("seats", "Conservative Party", "", "result")),
        ("Labour took 45% (+2) of the vote.", "+2", ("vote_share_change", "Labour Party", "", "result")),
        ("Labour has 262 seats, 30 more than the 232 it had won.", "232", ("seats", "Labour Party", "", "previous")),
        ("The SNP has 35, 21 fewer than the 56 of last time.", "21",
         ("seats_change", "Scottish National Party", "", "result")),
        ("With 127 declared, Labour had won 1,675 seats, up 57.", "1,675", ("seats", "Labour Party", "", "result")),
        ("The poll showed Labour would win 410 seats.", "410", ("seats", "Labour Party", "", "projection")),
        ("Labour dropped to third place with 24 seats.", "24", ("seats", "Labour Party", "", "result")),
        ("Tumbling 12 points, Labour polled 31%.", "31%", ("vote_share", "Labour Party", "", "result")),
        ("Boris Johnson's party polled 43.6% of the vote.", "43.6%",
         ("vote_share", "Conservative Party", "", "result")),
        ("Boris Johnson won a majority of 80.", "80", ("majority", "Conservative Party", "", "result")),
        ("The SNP gained 47 seats on its 2017 total of 317.", "317",
         ("seats", "Scottish National Party", "", "previous")),
        ("The Tories dropped from 39 councillors to 11.", "11", ("councillors", "Conservative Party", "", "result")),
        ("Jo Bell of the SNP beat his Lib Dem opponent by 200 votes.", "200",
         ("majority", "Scottish National Party", "Jo Bell", "result")),
        ("Nobody has won, so 326 is the number to watch.", "326", ("majority_threshold", "", "", "result")),
        ("Labour took 40.0% (down 7.7%) to the Tories' 42.4% (up 5.5%).", "5.5%",
         ("vote_share_change", "Conservative Party", "", "result")),
        ("The Labour leader's 12.8 million votes is also more than Blair managed in 2005.", "12.8 million",
         ("votes", "Labour Party", "", "result")),
        ("The Lib Dems' Jo Bell had 14,184 votes.", "14,184", ("votes", "Liberal Democrats", "Jo Bell", "result")),
        ("Jo Bell, who leads the Liberal Democrats, had 13,826 votes.", "13,826",
         ("votes", "Liberal Democrats", "Jo Bell", "result")),
        ("Jo Bell, 45, Labour, had 13,296 votes.", "13,296", ("votes", "Labour Party", "Jo Bell", "result")),
        ("A Labour town councillor, Jo Bell, won by 436 votes.", "436",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell (Labour) had 9,104 votes. Al Roy (Conservative) had 8,014. The majority was 1,090.", "1,090",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Sarah Olney kept it for the Lib Dems with 14,724 votes.", "14,724",
         ("votes", "Liberal Democrats", "Sarah Olney", "result")),
        ("Edgbaston - Jo Bell, by 4,800", "4,800", ("majority", "", "Jo Bell", "result")),
        ("Labour's Al Roy lost Edgbaston by 4,800, and that was it.", "4,800", ("majority", "", "", "result")),
        ("Jo Bell (Labour) had 9,104 votes, Al Roy (Conservative) 8,014. Mr Roy said 1,090 hurt.", "1,090",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell's 12,410 is now 7,711.", "12,410", ("majority", "", "Jo Bell", "previous")),
        ("Hexham went to Labour's Jo Bell, by 3,713.", "3,713", ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell was elected for Labour with 14,724 votes.", "14,724", ("votes", "Labour Party", "Jo Bell", "result")),
        ("Sarah Bell (Lib Dem, 352 votes to begin with) fell at stage five.", "352",
         ("votes", "Liberal Democrats", "Sarah Bell", "result")),
        ("Labour won 262 seats. The Tories came with four.", "four", ("seats", "Conservative Party", "", "result")),
        ("Labour won 262 seats, the Tories not one.", "one", ("seats", "Conservative Party", "", "result")),
        ("Dan Jarvis's majority, over the Tories, was 11,771.", "11,771",
         ("majority", "Labour Party", "Dan Jarvis", "result")),
        ("Jo Bell says the turnout, by the way, stood at 66.4 per cent.", "66.4", ("turnout", "", "", "result")),
        ("Labour's Jo Bell won. Jo Bell took it off the minister Al Roy with 52 to spare.", "52",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell stood for Labour. The Green, Al Roy, was 117 behind her.", "117",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Labour's Jo Bell came first. The Greens lost 12 seats. She polled 9,104 votes.", "9,104",
         ("votes", "Labour Party", "Jo Bell", "result")),
        ("In 2005 the turnout was 61.3%, the best since 2001 (59.4%).", "59.4%", ("turnout", "", "", "previous")),
        ("I make the Tories 71 seats, when they had 166 seats.", "166",
         ("seats", "Conservative Party", "", "previous")),
        ("Mr Blunkett's majority is 27,748 votes. Hilary Benn's, in Leeds Central, is 23,698.", "23,698",
         ("majority", "Labour Party", "Hilary Benn", "result")),
        ("Was the turnout dreadful?\n\nThe Greens say it was 36.4 per cent.", "36.4", ("turnout", "", "", "result")),
        ("UUP: the bounce that it hoped for stayed away. 11.2 per cent (-1.7). Even so it lost one.", "11.2",
         ("vote_share", "Ulster Unionist Party", "", "result")),
        ("Mrs Thatcher's own share slipped, by 1.5, to 42.4.", "1.5",
         ("vote_share_change", "Conservative Party", "Margaret Thatcher", "result")),
        ("In seats: Labour plus 66, Lib Dems plus ten, with the Tories minus 86.", "86",
         ("seats_change", "Conservative Party", "", "result")),
        ("Labour won 262 seats. Of 1,223, the Nationalists of the SNP took 425.", "1,223",
         ("seats_total", "", "", "result")),
        ("Jo Bell had come third here for Labour with 10 per cent.", "10",
         ("vote_share", "Labour Party", "Jo Bell", "previous")),
        ("Labour's share was 60.8% (2010: 47.3%); UKIP 12.2% (4.7%); BNP 6.0% (8.9%).", "4.7%",
         ("vote_share", "UK Independence Party", "", "previous")),
        ("Winnie Ewing polled 18,397.", "18,397", ("votes", "Scottish National Party", "Winnie Ewing", "result")),
        ("Labour have 96 seats where they had 110.", "110", ("seats", "Labour Party", "", "previous")),
        ("Labour have 96 seats where they had 110.", "96", ("seats", "Labour Party", "", "result")),
        ("Labour had 4,582 votes here in 2005, with 46.2 per cent.", "46.2",
         ("vote_share", "Labour Party", "", "previous")),
        ("The Tories kept 25 seats (last time they had 34).", "25", ("seats", "Conservative Party", "", "result")),
        ("The SNP had 32 seats then.", "32", ("seats", "Scottish National Party", "", "previous")),
        ("Labour won 258 seats in 2010, when the SNP won 6 seats.", "6",
         ("seats", "Scottish National Party", "", "previous")),
        ("Last time, in another year: Labour 232, SNP 56, Tories 331.", "56",
         ("seats", "Scottish National Party", "", "previous")),
        ("So the final standing is Labour 262, Conservatives 318, SNP 35.", "35",
         ("seats", "Scottish National Party", "", "result")),
        ("Exit poll. Con 368 Lab 191 SNP 55 LD 13.", "191", ("seats", "Labour Party", "", "projection")),
        ("Aberdeen by a whisker\nJo Bell (Lab) 1,200\nAl Roy (Con) 1,037\nJo Bell (Lab) by 163", "163",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Results are in from 400 of the 650 seats.", "400", ("seats_declared", "", "", "result")),
        ("The Liberal Democrats have 12 MPs, four more than in 2015.", "four",
         ("seats_change", "Liberal Democrats", "", "result")),
        ("Turnout, at 59.9%, was down 7.4 points on 2019.", "7.4", ("turnout_change", "", "", "result")),
        ("Turnout was 59.9%. In 2019 it had been 67.3%.", "67.3%", ("turnout", "", "", "previous")),
        ("Labour lead the Conservatives by 44% to 24%.", "24%", ("vote_share", "Conservative Party", "", "result")),
        ("Labour had 44% of the vote, the Tories 24.", "24", ("vote_share", "Conservative Party", "", "result")),
        ("The DUP lost three seats, leaving it with five.", "five",
         ("seats", "Democratic Unionist Party", "", "result")),
        ("The Conservatives lost 1,061 councillors and 48 councils.", "48",
         ("councils_change", "Conservative Party", "", "result")),
        ("Labour's Jo Bell polled 13,745 votes, ahead of the Tory Al Roy on 11,024.", "11,024",
         ("votes", "Conservative Party", "Al Roy", "result")),
        ("The Conservatives won 330 seats five years ago.", "330", ("seats", "Conservative Party", "", "previous")),
        ("The DUP took 28 seats, Sinn Fein 27 and Alliance eight.", "eight",
         ("seats", "Alliance Party of Northern Ireland", "", "result")),
        ("The Liberal Democrats overturned a Tory majority of 24,000 to win by 6,144.", "24,000",
         ("majority", "Conservative Party", "", "previous")),
        ("Labour is up 16 points, the Tories are nine down and the Lib Dems eight.", "eight",
         ("vote_share_change", "Liberal Democrats", "", "result")),
        ("National share, as projected: Lab 38, Con 31, LD 16", "31",
         ("vote_share", "Conservative Party", "", "projection")),
        ("Result:\nNigel Farage's Reform 13\nSNP 10\nPlaid 4", "13", ("seats", "Reform UK", "", "result")),
        ("In Leeds, for the record: Conservatives 17, Labour 16, Greens two. Hung.", "17",
         ("seats", "Conservative Party", "", "result")),
        ("The list went to three Tories, two Labour and one Green.", "two", ("seats", "Labour Party", "", "result")),
        ("Labour had 12.8 million votes. The Tories have 318, the SNP 35.", "318",
         ("seats", "Conservative Party", "", "result")),
        ("Labour is on course. The polls have Labour 33, Tories 31, Ukip 16.", "31",
         ("vote_share", "Conservative Party", "", "poll")),
        ("Labour won. Jeremy Corbyn won 262 seats.", "262", ("seats", "Labour Party", "", "result")),
        ("Labour has 13 MPs where it had one.", "one", ("seats", "Labour Party", "", "previous")),
        ("Ukip took 3.5% of the vote, from 9.2%.", "9.2%", ("vote_share", "UK Independence Party", "", "previous")),
        ("At the time of writing Labour has won 411 seats.", "411", ("seats", "Labour Party", "", "result")),
        ("The Conservatives won 31 seats (+16 on 2011).", "+16", ("seats_change", "Conservative Party", "", "result")),
        ("First preferences (change on 2012)\n\nSNP: 812 (33.1%, -5.3)\nLabour: 560 (22.8%, +3.8)", "33.1%",
         ("vote_share", "Scottish National Party", "", "result")),
        ("In shares\n- Labour 36.0%, up 34\n- SNP 11.0%, down 35", "34",
         ("vote_share_change", "Labour Party", "", "result")),
        ("The forecast in full:\n\nLabour 266\nSNP 34\nPlaid 3", "34",
         ("seats", "Scottish National Party", "", "projection")),
        ("Almost two-thirds of the electorate - 64.78% - voted in the poll.", "64.78%", ("turnout", "", "", "result")),
        ("Turnout was 54.9%.\n\nThat was down slightly on the 55.64% of last time.", "55.64%",
         ("turnout", "", "", "previous")),
        ("Labour had 28 seats, with 12 results still to be declared.", "12", ("seats_remaining", "", "", "result")),
        ("Luton has 17 of our incumbent Conservative MPs and Labour won 2 seats.", "2",
         ("seats", "Labour Party", "", "result")),
        ("Labour has won 150 of 300 seats declared so far.", "150", ("seats", "Labour Party", "", "result")),
        ("The SNP won 4 of the 6 seats declared, Labour two.", "two", ("seats", "Labour Party", "", "result")),
        ("There were 1,392 votes counted for Jo Bell and 900 for Al Roy.", "900", ("votes", "", "Al Roy", "result")),
        ("Votes cast were 14,392 for Labour and 12,000 for the Tories.", "14,392",
         ("votes", "Labour Party", "", "result")),
    ],
)  # fmt: skip
def test_a_number_is_whose_it_is(text: str, surface: str, expected: tuple[str, str, str, str]) -> None:
    assert _said(_read(text), surface) == expected


@pytest.mark.parametrize("heading", ["HARROW & DISTRICT RECORDER", "BELL'S CITY HALL", "Home / Politics / County"])
def test_a_paper_a_headline_and_a_path_are_no_place(heading: str) -> None:
    result = _read(f"{heading}\n\nLabour won 262 seats.")
    assert [f.claim.place.name if f.claim.place else "" for f in result.figures] in ([""], ["United Kingdom"])


def test_a_heading_sets_its_place_without_the_kind_of_it() -> None:
    result = _read("Rugby constituency\nMark Pawsey (Con) 27,872\nClaire Edwards (Lab) 19,660\n")
    assert {f.claim.place.name for f in result.figures if f.claim.place} == {"Rugby"}


@pytest.mark.parametrize(
    "text",
    [
        "Labour asked 401 people in eleven towns.",
        "Some 63% of voters thought the Conservatives should go.",
        "At half-past four the Conservatives had conceded.",
        "The Conservatives have 56 more than Labour.",
        "A Labour man was asked to leave the count at 1.40.",
        "5/ Labour had balloons out by then.",
        "Labour, she had told them at nine, was done for.",
        "She is one of 73 Labour members from here.",
        "Labour put up 109 candidates, and the Tories came second in 13 seats.",
    ],
)
def test_what_is_counted_here_is_no_figure(text: str) -> None:
    assert not _read(text).figures


def test_a_report_of_a_poll_tells_what_people_would_do() -> None:
    text = "The pollster YouGov asked a sample of voters how they would vote. It has Labour on 44%.\n\nTories 24%"
    assert {f.claim.status for f in extract.read(text, country="gb").figures} == {"poll"}


@pytest.mark.parametrize("printed", ["12 345", "12'345", "12.345"])
def test_groups_of_digits_in_a_cell_of_counts_are_left_unread(printed: str) -> None:
    result = _read(f"Candidate\tParty\tVotes\nAnn Lee\tLabour\t{printed}\nBo Day\tConservative\t9,876\n")
    figures = {f.claim.value for f in result.figures}
    assert {str(v) for v in figures} == {"9876"}
    assert "its cell holds one number or several" in {u.reason for u in result.unread}


def test_a_number_in_a_tag_that_was_left_in_a_text_is_no_figure() -> None:
    result = _read('<p class="story" data-votes="7,235">Labour won 262 seats.</p>')
    assert [f.claim.value for f in result.figures] == [262]
    assert [u.reason for u in result.unread] == ["part of a tag"]


def test_what_is_somebody_elses_by_an_s_is_not_whose_the_text_speaks_of() -> None:
    result = _read("Boris Johnson won 66% of the votes, 92,153, to Zork's 46,656.")
    assert {f.claim.value for f in result.figures} == {66, 92153}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ashby\n2,014 Jo Bell (Labour)\n1,874 Al Roy (Conservative)\n9 Ann Lee (Green)\n",
         {2014: "Labour Party", 1874: "Conservative Party", 9: "Green Party"}),
        ("Ashby\nJo Bell (Labour)\n2,014 Al Roy (Conservative)\n1,874 Ann Lee (Green)\n90\n",
         {2014: "Labour Party", 1874: "Conservative Party", 90: "Green Party"}),
        ("| | Name | Votes |\n|---|---|---|\n| CON | Green, L | 1,942 |\n| LAB | Jones, C | 1,741 |\n",
         {1942: "Conservative Party", 1741: "Labour Party"}),
        ("Coxford. Lab 1,022/930. Con 806/774.\n",
         {1022: "Labour Party", 930: "Labour Party", 806: "Conservative Party", 774: "Conservative Party"}),
        ("He read out 2,604 for Jo Bell (Labour).\n", {2604: "Labour Party"}),
        ("C Bell SNP 2,604 34.1%\nL Roy DUP 2,101 27.5%\n",
         {2604: "Scottish National Party", 34: "Scottish National Party",
          2101: "Democratic Unionist Party", 27: "Democratic Unionist Party"}),
        ("Party\nVotes\n%\nIn at count\nLabour\n5,695\n55.6%\n1\nConservative\n4,591\n44.4%\n11\n",
         {5695: "Labour Party", 55: "Labour Party", 4591: "Conservative Party", 44: "Conservative Party"}),
    ],
)  # fmt: skip
def test_a_number_of_a_row_is_of_its_party(text: str, expected: dict[int, str]) -> None:
    claims = [f.claim for f in _read(text).figures]
    assert {int(c.value): c.owner.party.name for c in claims if c.owner.party} == expected


def test_a_year_before_its_winner_is_no_number_of_them() -> None:
    assert not _read("Members\n2012\tMahendra Pal\tLabour Party\n2017\tAshok Tyagi\tGreen Party\n").figures


def test_a_row_of_parties_behind_a_heading_of_the_margin_has_votes_of_an_earlier_year() -> None:
    text = (
        "GOVAN BY-ELECTION, 10 November 1988\n\nSillars (SNP) 14,677\nGillespie (Lab) 11,123\n"
        "SNP maj.\n3,554\n\n1987: Lab 24,071, C 4,411, SNP 3,851\n"
    )
    found = {int(f.claim.value): (f.claim.measure, f.claim.status) for f in _read(text).figures}
    assert found[3554] == ("majority", "result")
    assert found[24071] == found[3851] == ("votes", "previous")


def test_a_share_beside_ballots_is_no_count_of_them() -> None:
    text = "Labor 7,000 (50.6%)\nFormal votes 14,175 (96.14%) +1.75%\nInformal votes 569 (3.86%) -1.75%\n"
    ballots = ("valid_votes", "rejected_ballots")
    values = {f.claim.value for f in _read(text).figures if f.claim.measure in ballots}
    assert values == {14175, 569}


def test_an_initial_is_no_word_for_men_or_women() -> None:
    text = "Result\n\nSillars, J. (SNP)\n14,677\nFraser, F. (Ind)\n51\nM Bell (Lab) 34\n"
    assert [f.claim.owner.candidate for f in _read(text).figures] == ["J Sillars", "F Fraser", "M Bell"]


def test_a_ward_named_behind_its_council_stays_in_the_name() -> None:
    text = "This week's contests\n\nSefton, Duke's ward:\nLib Dem: 56.0% (+28.4)\nLabour: 26.3% (-9.4)\n"
    assert {f.claim.place.name for f in _read(text).figures if f.claim.place} == {"Sefton, Duke's ward"}


def test_initials_behind_a_surname_stand_before_it() -> None:
    text = "| | Name | Votes |\n|---|---|---|\n| CON | Green, L | 1,942 |\n| LAB | JONES, Cal | 1,741 |\n"
    assert [f.claim.owner.candidate for f in _read(text).figures] == ["L Green", "JONES, Cal"]


@pytest.mark.parametrize(
    "rows",
    [
        "Jo Bell (Labour) {} votes\nAl Roy (Conservative) {} votes\nDi Fox (Green) {} votes\nEd Hill (LD) {} votes",
        "Jo Bell (Labour) {}\nAl Roy (Conservative) {}\nDi Fox (Green) {}\nEd Hill (Liberal Democrats) {}\nTurnout 41%",
    ],
)
@pytest.mark.parametrize("votes", [(46, 38, 27, 19), (45, 38, 27, 19), (400, 150, 60, 40)])
def test_small_votes_are_no_ages_and_no_seats_of_a_chamber(rows: str, votes: tuple[int, ...]) -> None:
    result = extract.read("By-election result\n" + rows.format(*votes), country="gb")
    assert [int(f.claim.value) for f in result.figures if f.claim.measure == "votes"] == list(votes)


def test_a_place_told_apart_from_others_is_where_what_follows_it_plays() -> None:
    result = _read("It is a Tory stronghold, aside from Luton, which has two Labour MPs.")
    assert [f.claim.place.name for f in result.figures if f.claim.place] == ["Luton"]


def test_a_code_is_no_figure() -> None:
    assert [f.claim.value for f in _read("He sat in b29; Labour won 262 seats.").figures] == [262]


def test_a_short_record_of_two_counts_is_left_unread() -> None:
    result = _read("Candidate  Party  Votes  Postal\nAnn Lee  Labour  184221\nBo Day  Conservative  165518\n")
    assert not [f for f in result.figures if f.claim.value > 1000]


def test_the_rest_of_a_run_of_cells_is_unread() -> None:
    result = _read("PartyLWT\nBJP72532\n")
    text = result.document.text
    spans = [f.claim.span for f in result.figures] + [u.span for u in result.unread] + [i.span for i in result.ignored]
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, c in enumerate(text) if c.isdecimal())


CONTESTS = "By-election results: the candidates, the majority and the turnout.\n\n"


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Wenfield: Con 695, Lab 270. (May 2015 - Con 1,985, UKIP 623).", "623",
         ("votes", "UK Independence Party", "", "previous")),
        ("Moor View\nLab 1415 (53.2%, +23.9 on 2021, +16.7 on 2022)\nCon 877 (33.0%, -30.5 on 2021)", "+16.7",
         ("vote_share_change", "Labour Party", "", "result")),
        ("  JO BELL (LAB) .  .  .  .  .  .    172   34.68\n  AL ROY (CON).  .  .  .  .  .    323   65.12", "65.12",
         ("vote_share", "Conservative Party", "AL ROY", "result")),
        ("It was another story when the ward was last fought:\nCrosby Park\nJo Bell (Lab) 720\nAl Roy (Con) 640", "640",
         ("votes", "Conservative Party", "Al Roy", "previous")),
        ("Swing Labour to SNP 15.3% since 2012", "15.3%", ("swing", "Scottish National Party", "", "result")),
        ("Council now 33 Labour, 27 SNP, 4 Independent", "27", ("seats", "Scottish National Party", "", "result")),
        ("Crosby Park\nJo Bell (Lab) 1,200\nAl Roy (Con) 1,037\nTotal votes 2,237", "2,237",
         ("valid_votes", "", "", "result")),
        ("Jo Bell (Lab.) over Al Roy (Con.) by 12", "12", ("majority", "Labour Party", "Jo Bell", "result")),
        ("LAB HOLD Halton. Jo Bell by 20,285 after a 3.8% swing from the Conservatives.", "20,285",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Turnout was 22.7%; it was 34.9 with the county council.", "34.9", ("turnout", "", "", "previous")),
        ("Jo Bell (Lab) 812\nAl Roy (Con) 790\nTurnout 48.4% (66.7%)", "66.7%", ("turnout", "", "", "previous")),
        ("Labour's Jo Bell edged past the Tory Al Roy by 436.", "436",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell kept the seat for Labour with 5,591 votes.", "5,591", ("votes", "Labour Party", "Jo Bell", "result")),
        ("The seat went Labour for the first time. Jo Bell won by 436.", "436",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Jo Bell saw off two men for Labour. She polled 812.", "812", ("votes", "Labour Party", "Jo Bell", "result")),
        ("The sitting Tories, Jo Bell (901 votes) and Al Roy (866), are out.", "866",
         ("votes", "Conservative Party", "Al Roy", "result")),
        ("Liberal Democrats Jo Bell and Al Roy swept in with 1,377 and 1,290 respectively.", "1,290",
         ("votes", "Liberal Democrats", "Al Roy", "result")),
        ("Chi Onwurah was back with 24,071 votes.", "24,071", ("votes", "Labour Party", "Chi Onwurah", "result")),
        ("Jo Bell, who is 72, spoke. Labour had 812 votes.", "812", ("votes", "Labour Party", "", "result")),
        ("Jo Bell (Lab) polled 812 and Al Roy (Con) 790. Labour were on 41.2 per cent.", "41.2",
         ("vote_share", "Labour Party", "Jo Bell", "result")),
        ("Labour kept Newark by 400 votes.\nJo Bell had 812 votes; Al Roy of UKIP had 412.", "812",
         ("votes", "Labour Party", "Jo Bell", "result")),
    ],
)  # fmt: skip
def test_a_number_of_a_contest_is_whose_it_is(text: str, surface: str, expected: tuple[str, str, str, str]) -> None:
    assert _said(extract.read(CONTESTS + text, country="gb"), surface) == expected


@pytest.mark.parametrize(
    ("rows", "surface", "expected"),
    [
        ("JONES, Ann Labour 3,682\nROY, Al Independent 1,142", "1,142", ("votes", "Independent", "ROY, Al", "result")),
        ("Jo Bell - Green - 1,301 (elected)\nAl Roy - Labour - 784\nKim Day - Conservative - 734", "1,301",
         ("votes", "Green Party", "Jo Bell", "result")),
        ("Jo Bell (Labour) held on with a majority of 239 (17.2%) on a low turnout.", "17.2%",
         ("majority", "Labour Party", "Jo Bell", "result")),
        ("Party | Previous council | New council |\n---|---|---|\nLabour | 67 | 66 |\nConservative | 22 | 23 |", "67",
         ("seats", "Labour Party", "", "previous")),
        ("The ward when last fought (2015): winners in bold\nLabour 1,792, 1,708 (50%)\nGreen Party 525 (15%)", "525",
         ("votes", "Green Party", "", "previous")),
        ("Council: Lib Dem 29, Labour 28, Con 3 (no overall control, Labour short by 2)", "2",
         ("seats_short", "Labour Party", "", "result")),
        ("Jo Bell (Labour) beat Al Roy (Conservative) by 17,917 votes to 11,405.", "11,405",
         ("votes", "Conservative Party", "Al Roy", "result")),
        ("Jo Bell (Labour) beat Al Roy (Conservative). Bell polled 812 votes to Roy's 790.", "790",
         ("votes", "Conservative Party", "Al Roy", "result")),
        ("Jo Bell (Labour) 1,212 elected\nAl Roy (Green) 1,001 not elected", "1,212",
         ("votes", "Labour Party", "Jo Bell", "result")),
        ("Labour: Jo Bell 1,212 54.1% won\nGreen: Al Roy 1,002 45.1% lost", "54.1%",
         ("vote_share", "Labour Party", "Jo Bell", "result")),
        ("UKIP: 4591, 0.7%, 2 elected\nGreen: 1,212, 0.2%", "2", ("seats", "UK Independence Party", "", "result")),
        ("1st Labour (Jo Bell – 912), 2nd Conservative (Al Roy – 811), 3rd UKIP (Kim Day – 456)", "456",
         ("votes", "UK Independence Party", "Kim Day", "result")),
        ("Conservative... 1,621 (60.1%)\nLabour... 1,074 (39.9%)", "1,621",
         ("votes", "Conservative Party", "", "result")),
        ("Party name\nSeats won\n% of votes\nLabour\n9\n59.3%\nIndependent Ratepayers\n2\n12.4%\nGreen\n1\n8.6%", "1",
         ("seats", "Green Party", "", "result")),
        ("Jo Bell (Labour) topped the poll with 1,500, her party colleague Al Roy second on 1,432.", "1,432",
         ("votes", "Labour Party", "Al Roy", "result")),
        ("Jo Bell (Labour) had 1,500 votes. Al Roy (Green) stood too. One deposit went, that of Mr Roy (556).", "556",
         ("votes", "Green Party", "Al Roy", "result")),
        ("Jo Bell (Labour) 1,612\nAl Roy (Green) 1,201\nTotals: Bell 1,704; Roy 1,327", "1,704",
         ("votes", "Labour Party", "Jo Bell", "result")),
        ("The Greens' Jo Bell took the seat from Labour's Al Roy by just 12 votes, 905 to 893.", "905",
         ("votes", "Green Party", "Jo Bell", "result")),
        ("Jo Bell held on for Labour with a majority of 6,843 (17.7%), down from 8,696 in 2010.", "8,696",
         ("majority", "Labour Party", "Jo Bell", "previous")),
        ("So far: Lab 12, Con 9, LD 2\n\nEastgate: Jo Bell (Lab) 1,111, Al Roy (Con) 1,032", "12",
         ("seats", "Labour Party", "", "result")),
        ("Minster (2 seats): Bell (LD) 1,210, Roy (Con) 800, Moss (Lab) 301. T/o 31%.", "800",
         ("votes", "Conservative Party", "Roy", "result")),
        ("Minster: Bell (LD) 1,210, Roy (Con) 800. T/o 31%.", "31%", ("turnout", "", "", "result")),
        ("Abbey: Smith (Lab) 912, Roy (Con) 544. Lab hold. Maj 368.\nCastle: Hill (Con) 1,004, Lee (Lab) 999.", "368",
         ("majority", "Labour Party", "Smith", "result")),
        ("The seat went from the Tories to the Lib Dems by a 33.5% increase in the Lib Dem share.", "33.5%",
         ("vote_share_change", "Liberal Democrats", "", "result")),
    ],
)  # fmt: skip
def test_a_number_of_a_results_page_is_whose_it_is(
    rows: str, surface: str, expected: tuple[str, str, str, str]
) -> None:
    assert _said(_read(rows), surface) == expected


def test_by_how_much_a_margin_changed_is_no_margin() -> None:
    head = "Party | Candidate | Votes | % | ±% |\n---|---|---|---|---|\nLabour | Jo Bell | 900 | 60.0 | +2.0 |\n"
    result = _read(head + "Green | Al Roy | 600 | 40.0 | -2.0 |\nMajority | 300 | 20.0 | -7.5 |")
    assert [f.claim.value for f in result.figures if f.claim.measure == "majority"] == [300, 20]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Cliff (2 seats)\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Cliff"),
        ("Stoke agus Cairn\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Stoke agus Cairn"),
        ("Wenfield: Con 695, Lab 270, Green 18\n", "Wenfield"),
        ("1. Cliff\nLabour 720\nConservative 640\n", "Cliff"),
        ("10:15 Cliff\nLabour 720\nConservative 640\n\n10:25 Nothing new\n", "Cliff"),
        ("Standard Ward\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Standard Ward"),
        ("Mercury Road\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Mercury Road"),
        ("Our Lady's Ward\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Our Lady's Ward"),
        ("Shalimar Bagh (Assembly, 2015)\nResult Declared\nJo Bell (Lab) 720\nAl Roy (Con) 640\n", "Shalimar Bagh"),
    ],
)
def test_a_contest_is_where_its_heading_says(text: str, place: str) -> None:
    result = extract.read(CONTESTS + text, country="gb")
    assert {f.claim.place.name for f in result.figures if f.claim.place} == {place}


@pytest.mark.parametrize(
    ("heading", "place"),
    [("Where Green Lane Meets", None), ("Elsby Herald", None), ("HOW THE VOTES WERE SPLIT", "Abbey Ward")],
)
def test_a_heading_that_may_be_of_another_contest_ends_the_one_before(heading: str, place: str | None) -> None:
    rows = "Jo Bell (Lab) 720\nAl Roy (Con) 640\n\n"
    result = extract.read(f"{CONTESTS}Abbey Ward\n{rows}{heading}\n{rows.replace('0', '1')}", country="gb")
    places = [f.claim.place and f.claim.place.name for f in sorted(result.figures, key=lambda f: f.claim.span)]
    assert places == ["Abbey Ward"] * 2 + [place] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Labour |\n37 | 1 | 2 | 0 | 36 |\nConservative |\n21 | 1 | 0 | 1 | 22 |\n",  # no header names the cells
        '"28","10","Fremont","LABOUR","","LAB",150,\n"28","10","Fremont","CONSERVATIVE","","CON",131,\n',  # data
        "Labour has a page at https://example.org/news/8155032.html for its candidates.",
        "Party | Votes | % |\n---|---|---|\nConservative | 54.3 | 15,224 |\nLabour | 18.8 | 6,534 |\n",  # shifted
    ],
)
def test_what_its_columns_do_not_say_is_left_unread(text: str) -> None:
    assert not extract.read(CONTESTS + text, country="gb").figures


def test_a_template_that_leaked_is_read_parameter_by_parameter() -> None:
    box = "{{Election box candidate\n|party = Labour Party\n|candidate = Jo Bell\n|votes = 61,017\n|size = 200px}}"
    result = extract.read(f"{CONTESTS}{box}\n{{{{Election box total\n|votes = 115,800}}}}", country="gb")
    assert _said(result, "61,017") == ("votes", "Labour Party", "Jo Bell", "result")
    assert _said(result, "115,800")[0] == "valid_votes"
    assert len(result.figures) == 2


def test_cells_that_ran_together_are_parted_where_their_columns_prove_how() -> None:
    page = (
        "Election CandidatePartyVotes%\nJo BellWelsh Labour / Llafur Cymru192055%Elected\n"
        "Al RoyConservative / Ceidwadwyr83824%Not elected\nMo DayPlaid Cymru / Party of Wales73321%Not elected\n"
    )
    result = extract.read(CONTESTS + page, country="gb")
    assert _said(result, "1920") == ("votes", "Labour Party", "Jo Bell", "result")
    assert _said(result, "24%") == ("vote_share", "Conservative Party", "Al Roy", "result")


def test_a_year_in_prose_at_the_head_is_not_that_of_the_text() -> None:
    prose = (
        "Labour, which had sat in government for longer than anybody in the town could now remember, lost the election "
    )
    text = (
        prose
        + "it had won with 331 seats in 2005.\n\nIt rained.\n\nIt had rained then.\n\nIn 2005 the SNP won 6 seats."
    )
    assert _said(extract.read(text, country="gb"), "6") == ("seats", "Scottish National Party", "", "previous")


def test_a_record_has_a_name_a_party_and_a_number_on_lines_of_their_own() -> None:
    page = "Candidate\nParty\nVotes\nBELL, Jo (elected)\nLabour Party\n1,046\nROY, Al\nConservative\n303\nNot elected\n"
    result = extract.read(CONTESTS + page, country="gb")
    assert _said(result, "1,046") == ("votes", "Labour Party", "BELL, Jo", "result")
    assert _said(result, "303") == ("votes", "Conservative Party", "ROY, Al", "result")


def test_columns_of_parties_hold_the_shares_of_the_place_a_row_begins_with() -> None:
    head = "Riding   Conservative   Labour   Total Votes\n"
    page = head + "101 : Avon Vale   31.1% 46.3%   41,334\n102 : Holt   39.5% 45.7%   32,179\n"
    result = extract.read(CONTESTS + page, country="gb")
    assert _said(result, "46.3%") == ("vote_share", "Labour Party", "", "result")
    assert _said(result, "41,334")[0] == "valid_votes"
    assert {f.claim.place.name for f in result.figures if f.claim.place} == {"Avon Vale", "Holt"}


def test_a_row_that_does_not_fill_the_columns_of_parties_is_left_unread() -> None:
    page = "Riding   Conservative   Labour   Total Votes\nAvon Vale   31.1%   41,334\n"
    assert not extract.read(CONTESTS + page, country="gb").figures


def test_a_winner_has_the_margin_in_the_last_column() -> None:
    page = "Seat Winner Second Margin\nAvon Vale 100.0% Jo Bell (Lab) Al Roy (Con) 717\n"
    result = extract.read(CONTESTS + page, country="gb")
    assert [(f.claim.measure, f.claim.owner.candidate) for f in result.figures] == [("majority", "Jo Bell")]


def test_a_part_of_a_name_is_nobody_a_pack_knows() -> None:
    result = extract.read(
        f"{CONTESTS}Christian Bell (Lab) 1,515 (3.7%)\nCameron Eadie (Green) 601 (2.0%)\n", country="gb"
    )
    assert {f.claim.owner.candidate for f in result.figures} == {"Christian Bell", "Cameron Eadie"}


PRIMARY = "The count of the GOP primary for sheriff: all precincts have reported their ballots.\n\n"


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Jo Bell had 812 votes.", "812", ("votes", "Republican Party", "Jo Bell", "result")),
        ("Here is Precinct 2: Jo Bell, 386 (52.79%). Al Roy, 341 (47.21%).", "341",
         ("votes", "Republican Party", "Al Roy", "result")),
        ("Jo Bell spent 500 dollars and Al Royce spent 300.\n\nBell | 1,266 | 54.5\nRoyce | 1,058 | 45.5", "1,058",
         ("votes", "Republican Party", "Al Royce", "result")),
        ("Jo Bell spent 500 dollars and Al Royce spent 300.\n\n1 | Bell | 1,266\n2 | Royce | 1,058", "1,058",
         ("votes", "Republican Party", "Al Royce", "result")),
    ],
)  # fmt: skip
def test_whoever_stands_in_a_primary_is_of_its_party(
    text: str, surface: str, expected: tuple[str, str, str, str]
) -> None:
    assert _said(extract.read(PRIMARY + text), surface) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Jane Smith beat Al Roy, five months after she won the Republican primary. Smith had 21,490 votes and "
        "Roy 18,001 votes in the general election.",
        "Jane Smith beat Al Roy, five months after she won the Republican primary. Smith had 21,490 votes and "
        "Roy 18,001 votes.",
        "Jane Smith, who won the Republican primary in May, beat Al Roy. Smith had 21,490 votes and Roy 18,001 votes.",
        "The general election: Jane Smith, of the Republican primary, had 21,490 votes and Al Roy 18,001 votes.",
    ],
)
def test_a_primary_that_is_over_says_nothing_of_the_parties_of_a_later_count(text: str) -> None:
    head = "All precincts have reported their ballots, the returning officer said.\n\n"
    assert _said(extract.read(head + text, country="us"), "18,001") == ("votes", "", "Al Roy", "result")


def test_the_place_of_a_post_ends_with_it() -> None:
    text = "10:25 Cliff\nLabour 720\nConservative 640\n\n10:15 In all Labour won 262 seats.\n"
    places = [f.claim.place for f in extract.read(CONTESTS + text, country="gb").figures]
    assert [p.name if p else None for p in places] == ["Cliff", "Cliff", None]


def test_a_rank_is_no_figure() -> None:
    text = "Jo Bell spent 500 dollars and Al Royce spent 300.\n\n1 | Bell | 1,266\n2 | Royce | 1,058"
    assert [i.rule for i in extract.read(PRIMARY + text).ignored][-2:] == ["row.rank", "row.rank"]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Leeds, May 24: Labour won 262 seats.", "gb"),
        ("Lille\n\nEnsemble won 262 seats in the National Assembly, the National Rally 89.", "fr"),
        ("It was not only in Kent. Look:\n\nLabour 262, Conservatives 318, SNP 35", "gb"),
    ],
)
def test_where_a_report_was_written_is_not_where_it_plays(text: str, country: str) -> None:
    result = extract.read(text, country=country)
    claims = [f.claim for f in result.figures]
    assert next(c for c in claims if result.document.text[c.span.start : c.span.end] == "262").place is None


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        (
            "Labour is leading in 154 of the 182 seats, the Conservatives in 20.",
            "seats_leading seats_total seats_leading",
        ),
        (
            "Labour is leading in 48 of the 70 seats; the Conservatives have won 12.",
            "seats_leading seats_total seats",
        ),
    ],
)
def test_a_list_of_seats_led_in_goes_on_behind_all_of_them(text: str, measures: str) -> None:
    assert [f.claim.measure.value for f in extract.read(text, country="gb").figures] == measures.split()


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Labour's share fell to 33.40 per cent from 36.50.", {"33.40": "vote_share", "36.50": "vote_share"}),
        ("Labour's share fell to 23.40 per cent from 16.50.", {"23.40": "vote_share", "16.50": "vote_share"}),
        ("The Conservatives' share rose by 21.10.", {"21.10": "vote_share_change"}),
        ("Labour had 33.80 per cent, the Conservatives 22.10 [12.30].",
         {"33.80": "vote_share", "22.10": "vote_share", "12.30": "vote_share"}),
        ("33.80 Labour\n23.70 Conservative\n14.30 Reform UK",
         {"33.80": "vote_share", "23.70": "vote_share", "14.30": "vote_share"}),
        ("23.80 Labour\n23.70 Conservative\n14.30 Reform UK",
         {"23.80": "vote_share", "23.70": "vote_share", "14.30": "vote_share"}),
        ("Labour won 262 seats; their last speaker left at 1.40 o'clock.", {"262": "seats"}),
        ("23.15 Labour won 262 seats.\n\n23.40 The Tories won 318 seats.", {"262": "seats", "318": "seats"}),
        ("[24.50] Labour won 262 seats.\n\n[31.10] The Tories won 318 seats.", {"262": "seats", "318": "seats"}),
    ],
)  # fmt: skip
def test_a_share_is_no_hour(text: str, figures: dict[str, str]) -> None:
    result = _read(text)
    claims = [f.claim for f in result.figures]
    assert {result.document.text[c.span.start : c.span.end]: c.measure.value for c in claims} == figures


@pytest.mark.parametrize(
    ("text", "country", "owners"),
    [
        ("One Nation won 4 seats and Labor one.", "au", ["Pauline Hanson's One Nation", "Australian Labor Party"]),
        ("Labor 41.4%\nGreens 11.1%\nOne Nation 3.7%", "au",
         ["Australian Labor Party", "Australian Greens", "Pauline Hanson's One Nation"]),
        ("The Five Star Movement won 227 seats.", "it", ["Five Star Movement"]),
    ],
)  # fmt: skip
def test_a_number_that_begins_the_name_of_a_party_is_no_number(text: str, country: str, owners: list[str]) -> None:
    figures = extract.read(text, country=country).figures
    assert [f.claim.owner.party.name for f in figures if f.claim.owner.party] == owners
    assert len(figures) == len(owners)


def test_a_surname_that_a_pack_knows_may_stand_between_two_names() -> None:
    figures = extract.read("Garry Begg had 8,947 votes, Honveer Singh Randhawa 8,925.", country="ca").figures
    assert [f.claim.owner.candidate for f in figures] == ["Garry Begg", "Honveer Singh Randhawa"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How the exit poll shares out the seats:\n- CON 368 (+50)\n- LAB 191 (-71)\n",
         ["seats 368", "seats_change 50", "seats 191", "seats_change -71"]),
        ("Labour: 48 councils (-1); 1,291 seats (+44)\n\nGreens: 2 councils (+1)\n",
         ["councils 48", "councils_change -1", "seats 1291", "seats_change 44", "councils 2", "councils_change 1"]),
        ("Seats declared - 648 / 650\n(Labour - 412, SNP - 9)\n",
         ["seats_declared 648", "seats_total 650", "seats 412", "seats 9"]),
        ("Party Seats Gain Loss Net Votes % Labour 258 3 94 -91 8,609,527 29.0 Tories 307 100 3 +97 10,726,614 36.1\n",
         ["seats 258", "seats_change -91", "votes 8609527", "vote_share 29.0",
          "seats 307", "seats_change 97", "votes 10726614", "vote_share 36.1"]),
        ("Councillors Councils\nParty +/- Total +/- Total\nCON +244 1531 +7 30\nLAB -291 178 -4 0\n",
         ["councillors_change 244", "councillors 1531", "councils_change 7", "councils 30",
          "councillors_change -291", "councillors 178", "councils_change -4", "councils 0"]),
        ("SNP – 63 seats\n\nGreens – 6 seats\n", ["seats 63", "seats 6"]),
        ("| Party | Councils | +/- | Councillors | +/- |\n| Con | 33 | -48 | 2,296 | -1,063 |\n",
         ["councils 33", "councils_change -48", "councillors 2296", "councillors_change -1063"]),
        ("FINAL SCORE\nSNP: 69\nLabour: 37\n", ["seats 69", "seats 37"]),
        ("Labour\n2024\n33.8%\n2019\n32.1%\n", ["vote_share 33.8", "vote_share 32.1"]),
        ("Votes first, MEPs in brackets.\n\nCon 423,174 (3)\nLab 336,831 (2)\n",
         ["votes 423174", "seats 3", "votes 336831", "seats 2"]),
        ("SEATS WON 2024 (2019):\nSinn Fein 7 (6)\nDUP 5 (8)\n", ["seats 7", "seats 6", "seats 5", "seats 8"]),
        ("2153 It is a long night for the Tories and for their leader.\n\n"
         "0225 The Tories have 317 seats and will not get any more of them.\n", ["seats 317"]),
    ],
)  # fmt: skip
def test_rows_count_what_the_lines_above_them_say(text: str, expected: list[str]) -> None:
    figures = sorted(_read(text).figures, key=lambda f: f.claim.span.start)
    assert [f"{f.claim.measure} {f.claim.value}" for f in figures] == expected


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Candidate | Party | Votes | Vote (%) | Change (%) |", "{} | {} | 2,285 | 54.3 | 4.6 |",
         ["votes 2285", "vote_share 54.3", "vote_share_change 4.6"]),
        ("Candidate | Party | Votes | Percent | Votes Gained / Lost |", "{} | {} | 2,285 | 54.3 | -612 |",
         ["votes 2285", "vote_share 54.3", "votes_change -612"]),
        ("Stage (Quota = 1304)\nCandidate | Party | 1 | 2 | 3 |", "{} | {} | 885 | 903 | out |",
         ["votes 885", "votes 903"]),
    ],
)  # fmt: skip
def test_a_column_counts_what_its_header_says(header: str, row: str, expected: list[str]) -> None:
    rows = [row.format(*who) for who in (("Jo Bell", "Lab"), ("Al Roy", "Con"))]
    rule = "|".join(["---"] * header.count("|")) + "|"
    page = "\n".join(["Elsby by-election result", header, rule, *rows, ""])
    figures = [f.claim for f in _read(page).figures if f.claim.owner.candidate == "Jo Bell"]
    assert [f"{c.measure} {c.value}" for c in figures] == expected


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("Seats before | Seats after | Votes", ["28 | 31 | 12,345", "21 | 18 | 9,876"],
         ["seats 28 previous", "seats 31 result", "votes 12345 result"]),
        ("Candidates | Seats | Before", ["60 | 31 | 28", "60 | 18 | 21"], ["seats 31 result", "seats 28 previous"]),
        ("Previous council | New council", ["28 | 31", "21 | 18"], ["seats 28 previous", "seats 31 result"]),
        ("Before | After | Change", ["28 | 31 | +3", "21 | 18 | -3"], ["seats 28 previous", "seats 31 result"]),
        ("Votes | % | Last time", ["12,281 | 57.1 | 53.1", "9,211 | 42.9 | 46.9"],
         ["votes 12281 result", "vote_share 57.1 result", "vote_share 53.1 previous"]),
        ("Seats | New", ["28 | 4", "21 | 8"], ["seats 28 result"]),
        ("Votes | % | This election | Last election", ["12,281 | 57 | 28 | 25", "9,211 | 43 | 21 | 24"],
         ["votes 12281 result", "vote_share 57 result"]),
        ("Poll now | Last election | Seats", ["40 | 33 | 28", "30 | 38 | 21"], ["seats 28 result"]),
        ("1 | 2 | 3 | Seats", ["4 | 5 | 6 | 15", "3 | 5 | 6 | 14"], ["seats 15 result"]),
    ],
)  # fmt: skip
def test_a_column_of_before_counts_what_another_does(header: str, rows: list[str], expected: list[str]) -> None:
    body = [f"{party} | {row} |" for party, row in zip(("Labour", "Conservative"), rows, strict=True)]
    page = "\n".join(["Council election results", "", f"Party | {header} |", *body, ""])
    figures = sorted(_read(page).figures, key=lambda f: f.claim.span)
    told = [f.claim for f in figures if f.claim.owner.party and f.claim.owner.party.id == "PP53"]
    assert [f"{c.measure} {c.value} {c.status}" for c in told] == expected


def test_a_party_of_a_by_election_is_the_one_whom_the_text_names_for_it() -> None:
    page = "By-election: Denis Bell held Elsby ward for Labour.\n\nLabour - 658 (31.1%)\nGreens - 574 (27.2%)\n"
    owners = [f.claim.owner for f in _read(page).figures]
    assert [(o.party and o.party.id, o.candidate) for o in owners] == [("PP53", "Denis Bell")] * 2 + [
        ("PP63", None)
    ] * 2


def test_a_label_behind_its_number_is_not_that_of_the_next() -> None:
    page = "Elsby \tCon gain from LD with an 8.1% majority, 77% turnout\nCon \t17,833 \t37.8\nLab \t6,216 \t13.2\n"
    told = [f"{f.claim.measure} {f.claim.value}" for f in _read(page).figures]
    assert told[:2] == ["majority 8.1", "turnout 77"]


def test_a_rule_below_its_header_ends_no_table() -> None:
    rows = [
        "Shares, general election 2015",
        "Year | Con | LD | Lab |",
        "---|---|---|---|",
        "2010 | 49.7% | 41.3% | 6.4% |",
    ]
    owners = [f.claim.owner.party for f in _read("\n".join(rows)).figures]
    assert [owner.id for owner in owners if owner] == ["PP52", "PP90", "PP53"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Con | Lab | SNP | |", "---|---|---|---|", "Aberdeen | 9.7 | 29.7 | 31.3 |"],
         ["vote_share 9.7", "vote_share 29.7", "vote_share 31.3"]),
        (["Con | Lab | SNP | |", "---|---|---|---|", "Aberdeen | -4.4 | 5.1 | 1.8 |"],
         ["vote_share_change -4.4", "vote_share_change 5.1", "vote_share_change 1.8"]),
        (["Party | Lab | Con | Green |", "---|---|---|---|", "Seats won | 3 | 0 | 1 |", "Change | 1 | 0 | 1 |",
          "% vote | 59.6% | 23.7% | 0.4% |", "Change | +10.9% | +9.6% | -1.6% |", "Deposits lost | 0 | 0 | 3 |"],
         ["seats 3", "seats 0", "seats 1", "seats_change 1", "seats_change 0", "seats_change 1", "vote_share 59.6",
          "vote_share 23.7", "vote_share 0.4", "vote_share_change 10.9", "vote_share_change 9.6",
          "vote_share_change -1.6"]),
        (["| Party | Lab | Con | Green |", "|---|---|---|---|", "| Seats 2019 | 10 | 12 | 1 |",
          "| Seats 2023 | 12 | 9 | 1 |", "| Change | up 2 | Decrease 3 | 0 |", "| Votes | 3,120 | 2,000 | 900 |",
          "| Swing | 3.0 | -3.0 | 0.1 |"],
         ["seats 10", "seats 12", "seats 1", "seats 12", "seats 9", "seats 1", "seats_change 2", "seats_change -3",
          "seats_change 0", "votes 3120", "votes 2000", "votes 900", "vote_share_change 3.0",
          "vote_share_change -3.0", "vote_share_change 0.1"]),
        (["| Party | Lab | Con | Green |", "|---|---|---|---|", "| Seats lost | 2 | 8 | 1 |",
          "| Seats | 12 | rebels 3 | 2 |", "| Swing | 3.0 | -3.0 | 0.1 |"], ["seats 12", "seats 2"]),
    ],
)  # fmt: skip
def test_a_table_with_a_column_for_each_party(rows: list[str], expected: list[str]) -> None:
    figures = sorted(_read("\n".join(["Council election results", *rows, ""])).figures, key=lambda f: f.claim.span)
    assert [f"{f.claim.measure} {f.claim.value}" for f in figures] == expected
    dated = "| Seats 2019 | 10 | 12 | 1 |" in rows
    assert [f.claim.status for f in figures] == [
        "previous" if dated and at < 3 else "result" for at in range(len(figures))
    ]


def test_a_cell_may_say_that_somebody_stands_for_a_party() -> None:
    cells = ["Surname", "Other names", "Description", "Number of votes"]
    people = [["Bell", "Jo", "Green Party", "222"], ["Roy", "Al", "Conservative Party candidate", "502"]]
    page = "\n".join(["Elsby ward election", *cells, *(cell for row in people for cell in row), ""])
    assert [f"{f.claim.measure} {f.claim.value}" for f in _read(page).figures] == ["votes 222", "votes 502"]


def test_a_page_with_a_box_for_every_three_parties() -> None:
    page = (
        "Two councils, 4 June 2009\n\nAll 58 seats to Somerset County Council\n First partySecond party\n"
        "PartyConservativeLabour\nSeats won352\nSeat changeIncrease2.svg 11Decrease2.svg 2\nPercentage46.5%4.7%\n"
        " Third partyFourth party\nPartyGreenUKIP\nLast election0 seats, 4.0%0 seats, 0.4%\nSeats won11\n"
        "Seat changeIncrease2.svg1Increase2.svg1\nPercentage4.9%3.9%\n"
    )
    told = {f"{f.claim.measure} {f.claim.value}" for f in _read(page).figures if f.claim.status == "result"}
    assert {"seats_total 58", "seats_change 11", "vote_share 46.5", "seats 1", "vote_share 4.9"} <= told


def test_numbers_in_brackets_are_of_the_year_in_brackets() -> None:
    result = _read("SEATS WON 2024 (2019):\nSinn Fein 7 (6)\nDUP 5 (8)\n")
    assert {f.claim.value for f in result.figures if f.claim.status == "previous"} == {6, 8}


def test_a_row_begins_with_its_place_before_a_name_and_a_party() -> None:
    claim = _read("Foyle – Colum Bell – SDLP – 15,647 votes\n").figures[0].claim
    assert (claim.place and claim.place.name, claim.owner.candidate) == ("Foyle", "Colum Bell")


def test_a_report_of_an_exit_poll_tells_of_a_count_to_come() -> None:
    result = extract.read(
        "Exit poll gives Tories a majority\n\nNo vote is counted in the general election.\n\nLabour has 191 seats.\n",
        country="gb",
    )
    assert [f.claim.status for f in result.figures] == ["projection"]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Justin Trudeau keeps Canada. In Quebec Andrew Scheer lost, in Quebec Jagmeet Singh won. The Liberals won 157 "
         "seats in Canada.", "Liberal Party of Canada"),
        ("Alberta voted on Monday. Canada and Ottawa looked on. In Alberta Rachel Notley lost, Danielle Smith won. The "
         "Liberals won no seat.", "Alberta Liberal Party"),
    ],
)  # fmt: skip
def test_a_federal_text_is_not_of_the_province_it_names_most(text: str, party: str) -> None:
    owners = [f.claim.owner.party for f in extract.read(text, country="ca").figures]
    assert [owner.name for owner in owners if owner] == [party]


def test_transfers_are_no_changes_of_shares() -> None:
    result = _read("Quota: 2,661\nStage 2\nJo Bell (Lab) 2,101 (+74)\nAl Roy (Con) 1,910 (+48)")
    assert {f.claim.measure for f in result.figures} == {"quota", "votes"}


BOX = (
    "PartyConservativeLib Dem\nPreviously28 seats, 48.8%5 seats, 10.9%\nSeats won{}\n"
    "Seat changeDecrease2.svg 10Increase2.svg 7\nPopular vote7,9216,887\nPercentage34.1%29.6%\n"
    "SwingDecrease2.svg 14.7%Increase2.svg 18.7%\n"
)


@pytest.mark.parametrize(("won", "seats"), [("1812", [18, 12]), ("1912", []), ("18*12", [18, 12])])
def test_the_cells_of_a_box_are_parted_where_there_is_one_way(won: str, seats: list[int]) -> None:
    claims = [f.claim for f in _read(BOX.format(won)).figures]
    told = {(c.measure.value, c.status.value, c.owner.party and c.owner.party.name): float(c.value) for c in claims}
    con, lib = "Conservative Party", "Liberal Democrats"
    assert [told[m] for m in (("seats", "result", con), ("seats", "result", lib)) if m in told] == seats
    assert told["seats", "previous", con] == 28
    assert told["vote_share", "previous", lib] == 10.9
    assert (told["votes", "result", con], told["votes", "result", lib]) == (7921, 6887)
    assert (told["seats_change", "result", con], told["vote_share_change", "result", lib]) == (-10, 18.7)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Seat change Increase10 Decrease12\nSwing Increase10.4% Decrease12.5%\n",
         ["seats_change 10", "seats_change -12", "vote_share_change 10.4", "vote_share_change -12.5"]),
        ("Seat changeIncrease5Decrease2 7\n", []),
        ("Valid votes 312 412\nChange +20 -30\n", []),
        ("Councils 3 2\nPercentage 45.1 30.2\nChange +2.1 -3.0\n",
         ["councils 3", "councils 2", "vote_share 45.1", "vote_share 30.2", "vote_share_change 2.1",
          "vote_share_change -3.0"]),
        ("Last election2017 election, 45.1%2017 election, 40.1%\n", []),
        ("Last election 50 seats 30 seats\nSeats before 51 29\nSeats won 58 21\nSeats after 59 20\nSeat change +8 -9\n",
         ["seats 50", "seats 30", "seats 51", "seats 29", "seats 58", "seats 21", "seats_change 8", "seats_change -9"]),
    ],
)  # fmt: skip
def test_a_cell_of_a_box_is_a_whole_numeral_of_the_line_that_names_it(lines: str, expected: list[str]) -> None:
    box = f"Party Labour Conservative\nLeader since 4 April 2020 2 May 2021\n{lines}Popular vote 98,123 45,123\n"
    result = _read(box)
    figures = sorted(result.figures, key=lambda f: f.claim.span)
    assert [f"{f.claim.measure} {f.claim.value}" for f in figures] == [*expected, "votes 98123", "votes 45123"]
    assert {i.rule for i in result.ignored} == {"date.day-month"}
    before = [f.claim.status for f in figures if f.claim.measure == "seats"][:4]
    assert set(before) <= {"previous"}


NAMED = (
    "The count is over and {}. Tuggy had 1,873 votes, 36 per cent of the turnout; there was a recount for second. "
    "A Labour councillor conceded: no election was ever closer.\n\n"
    "Tuggy McTug 1,873 (36%)\nSir Tugalot 1,204 (23%)\nPull Newman 988 (19%)\n"
)


@pytest.mark.parametrize(
    ("what", "read"),
    [("the tug has a name", False), ("we have a mayor", True), ("the town has its three surveyors", True)],
)
def test_votes_of_no_party_for_no_post_are_no_election(what: str, read: bool) -> None:
    assert bool(extract.read(NAMED.format(what), country="gb").figures) is read
