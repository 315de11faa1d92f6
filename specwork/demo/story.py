"""What the sample vault plans: a small library, its catalogue, its lending desk and its page."""

from vault.typed import NamedTuple


class Part(NamedTuple):
    """A spec of the story, with what is part of it. `after` names those that it waits for."""

    title: str
    goal: str
    criteria: tuple[str, ...] = ()
    parts: "tuple[Part, ...]" = ()
    needs: tuple[str, ...] = ()
    approach: str = ""
    after: tuple[str, ...] = ()
    priority: str = ""


EPICS = (
    Part(
        "Catalogue",
        "Every book of the library can be found in a second, by whoever stands at the desk.",
        (
            "A reader finds a book by title, author or shelf mark",
            "The card index of 1974 is in the catalogue, nothing lost",
            "A wrong ISBN is refused at the desk",
        ),
        (
            Part(
                "Book records",
                "One record a title, with its copies and where they stand. A record is a line that a person can read.",
                ("Each copy has a shelf mark", "An ISBN is checked before it is kept", "Records survive a power cut"),
                (
                    Part(
                        "Check ISBNs",
                        "Refuse a number whose check digit is wrong.",
                        ("ISBN-10 and ISBN-13", "Hyphens do not matter"),
                    ),
                    Part(
                        "Shelf marks",
                        "A mark says room, shelf and place.",
                        ("Every copy has one", "Two copies never share one"),
                    ),
                    Part(
                        "Keep the records",
                        "One CSV file, written beside and renamed.",
                        ("A power cut keeps the old file", "A backup a day"),
                    ),
                    Part(
                        "Merge doubles",
                        "Two records of one title become one.",
                        ("Nothing is merged unseen", "Copies move along"),
                    ),
                    Part(
                        "Take stock",
                        "Once a year every copy is scanned on its shelf.",
                        ("What is missing is listed by shelf",),
                    ),
                ),
                ("Titles in any script", "No more than one file to back up"),
                "A flat file is enough for 9,000 titles: it is read in 40 ms, and anybody can look into it.",
            ),
            Part(
                "Search",
                "Find a book by what people remember of it.",
                ("An answer within a second", "Umlauts and accents do not matter", "A typo is forgiven"),
                (
                    Part(
                        "Fold letters", "Ä and A are one letter to the search.", ("German and French titles are found",)
                    ),
                    Part(
                        "Rank the hits",
                        "The title comes before the blurb.",
                        ("The wanted book is among the first three",),
                    ),
                    Part(
                        "Forgive typos", "One wrong letter still finds it.", ("One letter wrong, missing or too many",)
                    ),
                    Part(
                        "Remember searches",
                        "What was looked for and not found, by word and never by reader.",
                        ("A list a month for the book fund",),
                    ),
                ),
                after=("Book records",),
            ),
            Part(
                "Card index",
                "Bring 4,200 cards of the old index into the catalogue.",
                ("Every card has a record or a note why not", "The year and the hand on the card are kept"),
                (
                    Part(
                        "Photograph the drawers", "One picture a card, named by drawer and place.", ("All 14 drawers",)
                    ),
                    Part(
                        "Read the cards",
                        "Text from pictures, looked over by a person.",
                        ("Each reading was looked at",),
                    ),
                    Part(
                        "Load the readings",
                        "Readings become records.",
                        ("A second load changes nothing",),
                        after=("Read the cards",),
                    ),
                ),
                after=("Book records",),
            ),
            Part(
                "Labels",
                "A label for the spine and one for the inside, from the printer that is there.",
                ("A spine label can be read from two metres",),
                (
                    Part("Spine labels", "Large shelf marks, one a book.", ("Fits a thin spine",)),
                    Part("Bar codes", "The number of a copy as Code 39.", ("The old scanner reads it",)),
                    Part("Old numbers", "The numbers of 1998 still lead to their books.", ("The scanner reads both",)),
                ),
            ),
        ),
    ),
    Part(
        "Lending",
        "A book goes out and comes back, and nobody has to remember anything.",
        (
            "A loan takes ten seconds at the desk",
            "Nobody is reminded of a book that came back",
            "It works while the network is down",
        ),
        (
            Part(
                "Loans",
                "Who has which copy, until when.",
                ("A loan is two scans", "A copy is out once at most", "A loan can be taken back at once"),
                (
                    Part(
                        "Lend a copy",
                        "Scan the card, scan the book.",
                        ("Two scans, no keys", "A lent copy is refused"),
                        after=("Bar codes",),
                    ),
                    Part("Take it back", "One scan, and it is back.", ("The next reader in line is told",)),
                    Part("Extend a loan", "Twice, unless somebody waits.", ("Never a third time",)),
                    Part("Loans on paper", "What to write down while the power is out.", ("One page at the desk",)),
                ),
                ("No account, no password: the card is enough",),
                "A ledger that is only added to; who has a copy now is read from its end.",
                after=("Book records",),
            ),
            Part(
                "Reminders",
                "A friendly letter in time, and none too many.",
                ("A reminder three days before", "None for a book that is back", "Holidays are left out"),
                (
                    Part(
                        "Due dates",
                        "Four weeks, never on a closed day.",
                        ("Closed days are skipped", "Loans before holidays are longer"),
                    ),
                    Part(
                        "Write the letters",
                        "Plain text, one a reader, all books on it.",
                        ("One letter a reader and day",),
                        after=("Due dates",),
                    ),
                    Part("Fines", "Whether there should be any.", ("The council has decided",)),
                ),
                after=("Loans",),
            ),
            Part(
                "Waiting list",
                "The next reader in line gets the book.",
                ("First come, first served", "A place is kept for a week"),
                (
                    Part("Join the line", "At the desk or by telephone.", ("A reader stands in a line once",)),
                    Part(
                        "Tell the next one",
                        "When a copy comes back.",
                        ("By letter or by telephone, as the reader wants",),
                    ),
                    Part("Leave the line", "At any time, without a reason.", ("Everybody moves up",)),
                ),
                after=("Loans",),
            ),
            Part(
                "Offline desk",
                "The desk goes on while the network is down.",
                ("A day offline loses nothing", "Two desks that were apart agree again"),
                (
                    Part("Ledger per desk", "Each desk writes its own ledger.", ("No desk waits for another",)),
                    Part(
                        "Join ledgers",
                        "Ledgers are joined by time and desk.",
                        ("The order of joining does not matter",),
                        after=("Ledger per desk",),
                    ),
                    Part("Clock check", "A desk whose clock is wrong says so.", ("More than two minutes off is told",)),
                ),
            ),
        ),
    ),
    Part(
        "Reading room",
        "The library on the web: what is there, what is on, and when it is open.",
        ("Works on a telephone from 2014", "A page without anything that watches readers"),
        (
            Part(
                "Opening hours",
                "The hours, right on every page.",
                ("A closed day is announced a week ahead", "The hours are kept in one place"),
                (
                    Part("Hours in one file", "One file that says it all.", ("The desk can change it",)),
                    Part("Closed days", "Holidays, and the day the heating broke.", ("A reason is given",)),
                    Part(
                        "Hours by telephone", "The answering machine says the same.", ("It is told by the same file",)
                    ),
                ),
            ),
            Part(
                "Public catalogue",
                "The search of the desk, for everybody.",
                ("Answers as at the desk", "Says whether a copy is in"),
                (
                    Part("Pages of books", "A page a title, to link to.", ("The address never changes",)),
                    Part("In or out", "Whether a copy stands on its shelf.", ("Never more than a minute old",)),
                    Part("Search page", "One field, one list.", ("Works without scripts",), after=("Pages of books",)),
                ),
                after=("Search",),
            ),
            Part(
                "Events",
                "Readings, the chess evening, the book sale.",
                ("An event is entered in a minute",),
                (
                    Part("Calendar", "What is on this month.", ("Can be subscribed to",)),
                    Part("Posters", "A poster from the same entry.", ("Prints on one page",), after=("Calendar",)),
                    Part("Sign up", "For evenings with forty chairs.", ("Nobody signs up for more than four",)),
                ),
            ),
            Part(
                "House style",
                "Letters, pages and posters look like one library.",
                ("Text can be read by everybody: contrast of 4.5 and more",),
                (
                    Part("Type and colours", "Two typefaces, three colours.", ("Free to use for ever",)),
                    Part("Letter head", "For reminders and invitations.", ("Prints in black too",)),
                    Part("Signs", "The same letters on the doors.", ("Read from five metres",)),
                ),
            ),
        ),
    ),
)

BEGUN = ("Catalogue", "Book records", "Search", "Lending", "Loans", "Reminders", "Opening hours")
DROPPED = ("Fines",)
BLOCKED = ("Photograph the drawers",)
