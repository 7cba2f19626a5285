"""What a text is about: elections, or one of the other things that votes, seats and shares are told of."""

from __future__ import annotations

import pytest

from extract.model import Document
from extract.pipeline import read_document

#: Reports of other ballots and other counts, full of the words of elections and the names of parties.
OTHERS = {
    "a club": """Members vote down the merger

Members of Greyfriars Golf Club threw out the merger by 412 votes to 305 on Tuesday evening, well short of the
two-thirds majority it needed. Captain Ron Labour, who backed it, said that 60 per cent of those under 40 had
been in favour. Subscriptions rise by 6 per cent to £1,140. Two seats on the committee went to Mary Green and
Ian Wark.""",
    "a prize": """Best in show goes to a whippet

Nearly 9,000 people phoned in and Biscuit the whippet took the public vote with 41 per cent, ahead of a poodle
on 33. The jury of five had split three to two the other way. Last year's winner polled 5,200 votes. Tickets for
the final sold out in 11 minutes, and 2.1 million viewers watched it.""",
    "a bill": """Tenants bill clears the Commons

MPs gave the Tenants (Fair Deposits) Bill its third reading by 301 votes to 214 last night, a majority of 87.
Eleven Conservative backbenchers rebelled and 30 more abstained. A Labour amendment on service charges fell by
55 votes, and one from the Liberal Democrats was not moved. The bill goes to the Lords, where peers are expected
to insert a new clause.""",
    "a motion of a council": """Council backs the cycle lane

Councillors approved the cycle lane by 27 votes to 22 after a debate of four hours, with 3 abstentions. The
motion, proposed by Cllr Ann Speight (Lab) and seconded by Cllr Tom Rudd (Green), was carried after a
Conservative amendment had been lost by 24 to 28. The consultation drew 1,950 responses, 58 per cent of them
opposed.""",
    "a poll on an issue": """Six in ten would scrap the clock change

A survey of 2,004 adults for this newspaper finds 61 per cent in favour of ending the clock change and 22 per
cent opposed. Support is highest among Conservative voters at 66 per cent; Labour voters say yes by 58 to 25.
Among Liberal Democrats 54 per cent agree. One in six had no view. Respondents were asked online between 3 and 5
March.""",
    "a school": """Year 11 picks its head students

Amara Khan was elected head student of Stonebridge Academy with 143 votes, pupils heard at assembly on Friday.
Joe Price had 128 and Lily Green 77, and there were 6 spoilt papers. Turnout among pupils was 71 per cent, up
from 64. The teachers' vote, worth a quarter, went the same way by 19 to 12.""",
    "a strike ballot": """Posties vote for action

Postal workers have voted by 76 per cent to 24 for strike action over shifts, their union said. Of 84,000
members balloted 61,300 returned papers, a turnout of 73 per cent, which clears the legal threshold of 50. The
employer has offered 4 per cent. A Labour MP joined the picket at the Westgate depot, where 92 per cent said
yes.""",
    "a company": """Investors bloody board's nose over pay

Some 38 per cent of votes cast at Brightwell plc's annual meeting went against the remuneration report. The
chairman, Sir Alan Green, was re-elected with 71.4 per cent, down from 96. Shareholders holding 4.2 million
shares withheld their votes. Shares in the company fell 2.3 per cent to 318p; profits are up 11 per cent.""",
    "the labour market": """Jobless rate at 4.4 per cent

Unemployment rose by 21,000 to 1.52 million in the three months to May, a rate of 4.4 per cent. Wages grew 5.1
per cent. Vacancies fell by 18,000 to 870,000. Labour said that 9 constituencies in the north had rates above 8
per cent; the Conservatives pointed to employment of 33.1 million. Markets expect the Bank to hold rates.""",
    "the leader of a party": """Scottish Greens pick a new leader

Members have chosen Rhona Blair as their new leader with 58.2 per cent of 4,120 votes, on a turnout of 54 per
cent of the membership. Her rival for the leadership, Euan Scott, had 41.8 per cent. In the ballot for deputy
leader Moira Kerr was elected on the second stage with 2,015. The party leadership contest was the first since
2019.""",
    "a petition": """Save our pool petition passes 10,000

More than 10,400 people have signed the petition to save Marlow Road pool, 3,100 of them in the last week. The
council, which has 46 members, must debate any petition with over 5,000 signatures. In Abbey ward 1,204 have
signed, in Castle 990. Labour's Cllr Mina Shah handed it in. Closing it would save £340,000.""",
    "a theatre": """New hall will have 1,650 seats

The rebuilt Palace theatre opens in May with 1,650 seats, 212 more than it had. The stalls gain 140, the circle
72. Labour and Conservative councillors agreed the £18m budget. Box office takings rose 14 per cent last season,
with an audience of 210,000; the panto took a third of them.""",
    "a flood": """Rivers at their highest for 30 years

More than 900 homes were flooded and 2,300 people evacuated after 84mm of rain fell in 12 hours. The Severn
peaked at 5.6 metres. Labour and Liberal Democrat MPs called for a review of the budget, cut by 12 per cent.
Power was out to 6,100 homes in Castle ward.""",
    "a league": """City leave it late

City won 3-2 with a goal in the 94th minute and go top of the league by two points, having won 17 and lost 4 of
26 matches. Attendance was 31,204. Labour pains: manager Jim Tory has 11 players out. Rovers, beaten 4-0 at
home, drop to 19th and are six points from safety with a game in hand.""",
    "a court": """Justices split 6-3 on tariffs

The Supreme Court struck down the tariffs by six votes to three on Friday. Chief Justice Warren wrote for the
majority, joined by two Republican appointees and three Democratic ones; three justices dissented. It was the
court's 41st opinion of the term, of which 44 per cent have been unanimous.""",
    "a vote of confidence": """PM survives confidence vote

The prime minister won a confidence vote among her party's MPs by 211 to 148 on Monday night. Under the 1922
committee's rules she is safe for 12 months. In 2018 Mrs May had won by 200 to 117 and lasted six more months.
54 letters had been needed. 41 per cent of her colleagues voted against her.""",
    "a show": """Final five on the island

Jade left the island on Sunday with 8 per cent of the vote, the lowest of the six. Kit topped the poll with 37
per cent, two points clear of Sam, in 1.9 million votes cast. It was the closest result since series 4. Viewers
can vote from 9pm; the winner takes £50,000.""",
    "house prices by constituency": """House prices by constituency

Prices fell in 61 of the 72 constituencies in the region last year. In Weston, held by the Conservatives, the
average home sold for £312,000, down 4.1 per cent. Labour's Castle saw the biggest gain, 9.3 per cent, and the
Liberal Democrats' Harbour lost 2.2. Estate agents expect a swing back; mortgage rates are at 4.6 per cent.""",
}

#: Reports of elections that also speak of something else.
ELECTIONS = {
    "a by-election": """Greens take Abbey ward

The Greens won Tuesday's by-election in Abbey ward by 41 votes. Rhona Blair polled 1,204 to 1,163 for Labour's
Tom Rudd; the Conservatives had 502. Turnout was 31.2 per cent. The seat fell vacant when Ann Speight resigned
to lead a union. Voters at the school had to queue round the football pitch.""",
    "a voting-intention poll": """Labour nine ahead

Labour stands at 39 per cent, the Conservatives at 30 and the Liberal Democrats at 11 in our poll of voting
intention, taken among 1,509 adults. On who would run the economy best, 33 per cent say Labour.""",
    "a county": """Hall keeps county judge's seat

County Judge Ray Hall won a third term Tuesday, 8,112 to 7,904 over Democrat Ana Ruiz, with all 31 precincts
reporting. Turnout was 44 percent. A school bond for $31 million passed by 56 percent to 44. The county clerk
said 212 mail ballots are still out.""",
    "a parliament": """Farmers' party jumps to second

The Agrarian Union came second in Sunday's parliamentary election with 21.4 per cent and 44 seats. The ruling
Social Democrats lost 17 seats and hold 61 of 200. Turnout fell to 58 per cent. The far right missed the 4 per
cent threshold. Bond yields rose.""",
    "a town on strike": """Labour holds Steeltown despite strikes

Labour's Ann Speight held Steeltown on Thursday with 12,004 votes, a majority of 2,113 over Reform. The steel
workers' union had urged members to stay at home and the picket was 200 yards from the count. The Conservatives
fell to 3,301. Turnout was 38.8 per cent.""",
    "a minister": """Minister loses seat by 31

Justice minister Jo Bell lost Harbour by 31 votes to the Liberal Democrats' Al Roy, who had 17,204. The bill she
took through the Commons on tenants was the issue. Labour came third with 9,112. Swing 11.2 per cent.""",
}


@pytest.mark.parametrize("subject", OTHERS)
def test_a_text_about_something_else_has_no_figure(subject: str) -> None:
    assert read_document(Document(subject, OTHERS[subject])).figures == ()


@pytest.mark.parametrize("subject", ELECTIONS)
def test_a_report_of_an_election_may_speak_of_something_else(subject: str) -> None:
    assert len(read_document(Document(subject, ELECTIONS[subject])).figures) >= 3


def test_a_long_report_may_stray_the_further() -> None:
    """What counts is how much of a text speaks of elections, not how many other things come into it."""
    line = (
        "In one more constituency of the north, where turnout was a little lower than last time, the voters whom our\n"
        "correspondent met in the rain outside the polling station, with their dogs and umbrellas, spoke mostly of {}."
    )
    strays = ("prices", "strikes", "beds", "inflation", "schools", "crime", "football", "rents", "flooding", "planning")
    text = "\n\n".join((ELECTIONS["a parliament"], *(line.format(stray) for stray in strays)))
    assert len(read_document(Document("long", text)).figures) >= 5
