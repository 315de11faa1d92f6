"""How the sample vault was worked on: its sessions, minute by minute."""

from vault.typed import NamedTuple


class Sitting(NamedTuple):
    """A session: when it began, on what, by whom, and what was done after so many minutes.

    `met` are the criteria that were ticked before the end; `status` is how it ended, empty for one left open.
    """

    began: str
    on: str
    title: str
    people: tuple[str, ...]
    steps: tuple[tuple[int, str, str], ...]
    met: tuple[int, ...] = ()
    status: str = "completed"
    summary: str = ""
    commit: str = ""


US, ME, IT = ("User", "Agent"), ("User",), ("Agent",)

WORK = (
    Sitting(
        "2026-02-03 10:05",
        "Check ISBNs",
        "Both kinds of number",
        US,
        (
            (4, "plan", "Considered a library for it; eleven lines do. Both kinds of number in one function"),
            (6, "approve", ""),
            (25, "deliver", "isbn.py scripts ISBN check"),
            (31, "implement", "Hyphens and blanks are taken out first"),
            (38, "test", "✅ 40 numbers from the shelf, three of them wrong on purpose"),
            (
                41,
                "decision",
                "A wrong number is refused at the desk, not mended: the digit that is wrong cannot be known",
            ),
        ),
        (1, 2),
        "completed",
        "Both kinds of ISBN are checked, with or without hyphens.",
        "Check both kinds of ISBN",
    ),
    Sitting(
        "2026-02-05 14:00",
        "Shelf marks",
        "Rooms and shelves",
        ME,
        (
            (5, "plan", "A mark is room, shelf and place: A-12-3. Letters for rooms, since people say them"),
            (30, "deliver", "shelf-marks.json config Rooms and their letters"),
            (55, "test", "⚠️ Two copies of one atlas stood at one place; one of them moved"),
            (60, "issue", "The cellar has no letter | C, and a sign on the door"),
        ),
        (1, 2),
        "completed",
        "Every copy has a mark, and no two share one.",
        "Shelf marks for three rooms",
    ),
    Sitting(
        "2026-02-10 09:30",
        "Keep the records",
        "One file, and a copy a day",
        US,
        (
            (5, "plan", "A database, or a file? A file: 9,000 lines are read in 40 ms, and anybody can look into it"),
            (8, "approve", ""),
            (40, "deliver", "keep.sh scripts Daily copy"),
            (55, "deliver", "records.md docs What a record is"),
            (70, "test", "✅ Pulled the plug three times while it wrote; the old file was whole each time"),
        ),
        (1,),
        "partial",
        "",
        "Keep the records in one file",
    ),
    Sitting(
        "2026-02-11 22:40",
        "Keep the records",
        "The backup",
        ME,
        (
            (10, "implement", "The copy is made at closing time by the desk's own timer"),
            (95, "test", "✅ A copy stands there in the morning"),
            (100, "reference", "The desk's manual, chapter on timers"),
        ),
        (2,),
        "completed",
        "Records lie in one file that a power cut cannot break; a copy is made each evening.",
        "A copy each evening",
    ),
    Sitting(
        "2026-02-17 10:00",
        "Fold letters",
        "Umlauts and accents",
        IT,
        (
            (3, "plan", "Decompose, drop the marks, fold the case; a short list for what does not decompose"),
            (20, "deliver", "fold.py scripts Letter folding"),
            (24, "deliver", "letters.csv data Letters that fold"),
            (30, "test", "✅ Straße, Élève and Ärger are found by strasse, eleve and arger"),
        ),
        (1,),
        "completed",
        "Search knows no umlauts and no accents.",
        "Fold letters for search",
    ),
    Sitting(
        "2026-02-19 15:10",
        "Rank the hits",
        "The title first",
        US,
        (
            (5, "plan", "Count where a word stands: title 8, author 4, blurb 1"),
            (45, "implement", "Ranked by those counts; equal ones by year, the newest first"),
            (60, "test", "❌ Storm finds weather books before the poet"),
        ),
        (),
        "partial",
        "",
        "",
    ),
    Sitting(
        "2026-02-24 10:00",
        "Photograph the drawers",
        "Light and lens",
        ME,
        (
            (15, "plan", "A stand, two lamps, one telephone. Forty cards in ten minutes"),
            (70, "issue", "The lamps flicker in the pictures | Lamps without a ballast are ordered"),
        ),
        (),
        "blocked",
        "",
        "",
    ),
    Sitting(
        "2026-03-02 09:00",
        "Lend a copy",
        "Two scans",
        US,
        (
            (5, "plan", "A ledger that is only added to, so that nothing is ever lost by a wrong scan"),
            (7, "approve", ""),
            (50, "deliver", "lend.py scripts Ledger of loans"),
            (80, "test", "✅ Two scans, 6 seconds with an old scanner"),
            (84, "integration", "The ledger is read by reminders and by the waiting list"),
        ),
        (1,),
        "partial",
        "",
        "Lend a copy by two scans",
    ),
    Sitting(
        "2026-03-04 18:20",
        "Loans on paper",
        "One page",
        ME,
        (
            (10, "deliver", "paper-loans.md docs While the power is out"),
            (20, "improvement", "Print it on yellow paper, so that it is found in the dark"),
        ),
        (1,),
        "completed",
        "One page says what to write down.",
        "Loans on paper",
    ),
    Sitting(
        "2026-03-09 10:00",
        "Hours in one file",
        "The week",
        IT,
        (
            (10, "deliver", "hours.toml config Opening hours"),
            (35, "deliver", "hours.html docs Opening hours as a page"),
            (40, "test", "✅ The page says what the file says"),
        ),
        (1,),
        "completed",
        "The hours lie in one file, and the page is made of it.",
        "Opening hours in one file",
    ),
    Sitting(
        "2026-03-11 13:00",
        "Type and colours",
        "Two typefaces",
        ME,
        (
            (30, "deliver", "style.css config House style"),
            (40, "test", "⚠️ Blue on white is 6.9, grey on white only 4.4; grey was made darker"),
        ),
        (1,),
        "completed",
        "Two typefaces that are free, three colours that can be read.",
        "Type and colours",
    ),
    Sitting(
        "2026-03-12 10:15",
        "Due dates",
        "Four weeks",
        US,
        (
            (5, "plan", "Count four weeks, then on to the next day that is open"),
            (30, "implement", "Closed days come from the file with the hours"),
        ),
        (1,),
        "",
        "",
        "",
    ),
)
