"""Invented series: name, categories, seasons, minutes, and their file-naming habit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Show:
    """A series; `seasons` counts the episodes of seasons 1, 2, …; `style` is in episodes.STYLES."""

    name: str
    style: str
    minutes: int
    seasons: tuple[int, ...]
    categories: tuple[str, ...]
    first_year: int


_SHOWS = """
Captain Comet and the Star Rangers|space|25|26,26,13|Space Opera,Sci-Fi & Fantasy|1954
Harbor Patrol|dash|48|22,24,24,22,20|Action/Adventure "Uncut"|1978
Midnight Matinee Theater|dotted|50|18,20,16|Horror|1981
The Brass Lantern|space|48|13,16,18|2. Cult Classics|1986
Detective Mallory Finch|cross|46|22,22,20|Action/Adventure "Uncut"|1973
Roommates of Maple Street|space|22|24,24,22,24,22,18|1.Family Comedies|1984
Tales from the Cold Room|dash|24|14,16,16,12|Horror|1987
Professor Wobble's Workshop|cross|11|30,30,26|Cartoons|1992
Starfreighter Halcyon|dash|44|20,22,22,18|Space Opera,Sci-Fi & Fantasy|1996
The Pemberton Twins|space|23|22,22,20|1.Family Comedies|1990
Moth Hollow|dotted|52|10,10,10,8|Horror|2016
Neon Vice Squad|dotted|46|18,20,20|Action/Adventure "Uncut"|1985
Ranger Dan of Coyote Flats|words|26|26,26|1.Family Comedies|1958
The Late Shift with Buddy Marlin|year|42|20,22|2. Cult Classics|2014
Galaxy Diner|blank|22|16,18,18,12|Sci-Fi & Fantasy,1.Family Comedies|1999
Iron Lotus Academy|lower|25|26,26,24|Kung Fu|1979
Doctor Quill|cross|48|14,20,22,20|Sci-Fi & Fantasy|1966
The Night Clerk|dash|30|12,12,10|Horror|1961
Bigtop Detectives|underscore|22|13,13,13|Cartoons|1988
Salt Flat Racers|dotted|44|12,14|Action/Adventure "Uncut"|1991
Grandma Versus the Robots|space|12|20,20,20,16|Cartoons,Sci-Fi & Fantasy|2006
Cul-de-Sac Confidential|dash|42|22,22,20,16|2. Cult Classics|2002
The Waxworks|dots|50|8,8,8|Horror|2011
Juniper Falls General|space|44|24,24,22,20,18||1994
The Unlikely Adventures of Gus Tortuga|dash|11|26,26,26|Cartoons|2010
Union Station|hyphen|47|14,16,14|Action/Adventure "Uncut"|1969
Backlot Bandits|blank|21|18,20,20|2. Cult Classics|2004
Kitchen Nightshift|space|24|12,12|1.Family Comedies|2018
Orbital Precinct 12|dotted|45|22,22,16|Sci-Fi & Fantasy,Action/Adventure "Uncut"|2008
Luchadores del Espacio|dash|24|20,20,14|Cine Español,Sci-Fi & Fantasy|1977
La Casa de los Espejos|cross|40|18,16|Cine Español|1989
The Haunted Jukebox|lower|26|13,13,13|Horror Comedy|1983
Skeleton Crew Radio|space|22|10,12,10|Horror Comedy|2013
Thirteen O'Clock|dash|25|24,26,24,20|Horror,Sci-Fi & Fantasy|1962
Mad Maddie's Monster Garage|dotted|21|13,13|Horror Comedy|2009
Bayou Blues|words|46|10,12|2. Cult Classics|1997
Sunset Strip Sheriff|cross|49|22,24,20|Action/Adventure "Uncut"|1971
The Tiny Detectives Club|number|23|26,26|1.Family Comedies|1995
Zeppelin Seven|lower|25|16,16|Space Opera|1967
Bowling for Dollars and Sense|blank|28|14,14|1.Family Comedies|1980
Turbo Turtles of Tomorrow|dotted|22|26,26,13|Cartoons|1987
Night School for Witches|dash|42|18,20,20|Horror Comedy,Sci-Fi & Fantasy|2001
The Case of the Week|underscore|51|13,13|Horror|1964
Static|dots|55|6,6,6|Horror,Sci-Fi & Fantasy|2019
The Velvet Hour|year|58|12,12|2. Cult Classics|2015
Dojo Nights|hyphen|24|20,18|Kung Fu|1993
Frontier Post Office|words|26|22,20|1.Family Comedies|1957
Cosmic Carla|number|11|20,20,20|Cartoons,Space Opera|2003
"""


def shows() -> list[Show]:
    """All series, in the order of the table."""
    return [_show(line) for line in _SHOWS.strip().splitlines()]


def _show(line: str) -> Show:
    name, style, minutes, seasons, categories, year = line.split("|")
    counts = tuple(map(int, seasons.split(",")))
    return Show(
        name, style, int(minutes), counts, tuple(filter(None, categories.split(","))), int(year)
    )
