"""Writes holidays.txt anew: the public holidays of every country and of its parts, as the library `holidays` knows them.

    pip install holidays && python foundation/kernel/write_holidays.py

Once a year is enough; laws change. The form is read by src/calendar/public.rs.
"""

import collections
import pathlib
import re
import warnings

import holidays

FROM, TO = 2024, 2045
HEAD = f"""\
; Public holidays from {FROM} to {TO}, made by write_holidays.py from `holidays` {holidays.__version__}
; (https://github.com/vacanza/holidays, MIT License, Copyright (c) Vacanza Team and individual contributors).
; @n DAYS          days that are named several times
; = COUNTRY PART…  a country, and its parts that have holidays of their own (ISO 3166)
; WHO|NAME|DAYS    WHO: * all of them, . what holds outside those parts, or parts; DAYS: MMDD in every year, or MMDD:YY+YY-YY
"""


def known(country, part):
    """Names by day: {name: {date}}."""
    entity = getattr(holidays, country)
    language = "en_US" if "en_US" in getattr(entity, "supported_languages", ()) else None
    found = collections.defaultdict(set)
    years = range(FROM, TO + 1)
    for day, names in holidays.country_holidays(country, subdiv=part, years=years, language=language).items():
        if FROM <= day.year <= TO:
            for name in names.split("; "):
                found[name.replace("|", "/")].add(day)
    return found


def years_said(years):
    runs = []
    for year in sorted(years):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    if runs == [[FROM, TO]]:
        return ""
    return ":" + "+".join(f"{a % 100:02}" if a == b else f"{a % 100:02}-{b % 100:02}" for a, b in runs)


def days_said(days):
    years = collections.defaultdict(list)
    for day in days:
        years[(day.month, day.day)].append(day.year)
    return " ".join(f"{m:02}{d:02}{years_said(when)}" for (m, d), when in sorted(years.items()))


def is_whole(found):
    """Whether something is known of every year: half a calendar would be trusted as a whole one."""
    return {day.year for days in found.values() for day in days} == set(range(FROM, TO + 1))


def block(country, parts):
    parts = [None] + sorted(part for part in parts if re.fullmatch("[A-Z0-9]{1,3}", part))
    of = {part: known(country, part) for part in parts}
    if not is_whole(of[None]):
        return None
    kept = [None] + [part for part in parts[1:] if of[part] != of[None] and is_whole(of[part])]
    lines = []
    for name in {name for part in kept for name in of[part]}:
        groups = collections.defaultdict(list)
        for part in kept:
            if of[part].get(name):
                groups[days_said(of[part][name])].append(part or ".")
        for days, who in groups.items():
            lines.append(("*" if len(who) == len(kept) else " ".join(who), name, days))
    lines.sort(key=lambda line: (line[2], line[1], line[0]))
    return " ".join(["=", country, *kept[1:]]), lines


def main():
    warnings.filterwarnings("ignore")
    countries = holidays.list_supported_countries(include_aliases=False)
    named = {country: parts for country, parts in countries.items() if re.fullmatch("[A-Z]{2}", country)}
    blocks = [found for country in sorted(named) if (found := block(country, named[country]))]
    times = collections.Counter(days for _, lines in blocks for *_, days in lines)
    shared = {days: f"@{n}" for n, days in enumerate(sorted(d for d in times if times[d] > 1 and len(d) > 9))}
    text = HEAD + "".join(f"{name} {days}\n" for days, name in shared.items())
    for head, lines in blocks:
        text += head + "\n" + "".join(f"{who}|{name}|{shared.get(days, days)}\n" for who, name, days in lines)
    pathlib.Path(__file__).with_name("holidays.txt").write_text(text, encoding="utf-8")


main()
