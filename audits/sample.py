"""Drawing cases at random from a frozen list, so that anybody can draw the same ones again from the seed and the list.

Plain Python and nothing else. Turn by turn the seed, the group's name and the number of the turn are hashed (SHA-256);
the hash, divided by how many cases the group has, leaves the place of the case that is drawn. A place that was drawn
already is passed over. Every case is therefore as likely as any other (the remainder of a 256-bit number is uneven by
less than one part in 2^200), a draw costs the same from fifty cases as from a million, and whoever is next, should a
file have to be replaced, is settled by the seed before anybody has read anything.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import count

WANTED = 50  # Ombudsman 19 010 981, paragraph 74
EVERYTHING = "all"  # the group's name where the list is not divided


def place(seed: str, group: str, turn: int, size: int) -> int:
    """The place (1 to `size`) in its group that this turn points at.

    >>> place("2018", "all", 1, 1000) == place("2018", "all", 1, 1000)
    True
    """
    digest = hashlib.sha256(f"{seed}/{group}/{turn}".encode()).digest()
    return int.from_bytes(digest, "big") % size + 1


def order(seed: str, group: str, size: int, *, after: int = 0) -> Iterator[tuple[int, int]]:
    """(turn, place) of the cases of a group in the order in which the seed draws them, each once; ends with the last.

    `after` leaves out the turns up to that one, for a case that takes the place of another.

    >>> [place for _, place in order("2018", "all", 3)] == [place for _, place in order("2018", "all", 3)]
    True
    >>> sorted(place for _, place in order("2018", "all", 3))
    [1, 2, 3]
    """
    seen: set[int] = set()
    for turn in count(1):
        if len(seen) == size:
            return
        found = place(seed, group, turn, size)
        if found in seen:
            continue
        seen.add(found)
        if turn > after:
            yield turn, found


def shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many are drawn from each group: in proportion, the largest remainders first, ties in the order of names.

    Fewer than `wanted` cases altogether: all of them.

    >>> shares({"2018": 60, "2019": 30, "2020": 10}, 50)
    {'2018': 30, '2019': 15, '2020': 5}
    >>> shares({"a": 1, "b": 1, "c": 1}, 2), shares({"all": 7}, 50)
    ({'a': 1, 'b': 1, 'c': 0}, {'all': 7})
    """
    total = sum(sizes.values())
    wanted = min(wanted, total)
    found = {name: wanted * size // total for name, size in sorted(sizes.items())} if total else {}
    by_remainder = sorted(found, key=lambda name: (-(wanted * sizes[name] % total), name))
    for name in by_remainder[: wanted - sum(found.values())]:
        found[name] += 1
    return found


# What the page of the draw prints: it needs the downloaded list beside it, and no other program of ours.
PROGRAM = """\
import csv, hashlib

SEED = "{seed}"
WANTED = {wanted}

groups = {{}}
with open("list.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        groups.setdefault(row["group"], []).append(row["case"])
total = sum(len(cases) for cases in groups.values())
wanted = min(WANTED, total)
shares = {{name: wanted * len(cases) // total for name, cases in groups.items()}}
by_remainder = sorted(shares, key=lambda name: (-(wanted * len(groups[name]) % total), name))
for name in by_remainder[: wanted - sum(shares.values())]:
    shares[name] += 1

for name in sorted(groups):
    cases, drawn, turn = groups[name], [], 0
    while len(drawn) < shares[name]:
        turn += 1
        digest = hashlib.sha256(f"{{SEED}}/{{name}}/{{turn}}".encode()).digest()
        place = int.from_bytes(digest, "big") % len(cases)
        if place not in drawn:
            drawn.append(place)
            print(cases[place])
"""


def program(seed: str, wanted: int) -> str:
    """The draw as a program of twenty-five lines, for whoever wishes to repeat it on a machine of their own."""
    return PROGRAM.format(seed=seed, wanted=wanted)
