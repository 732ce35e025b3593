"""Word lists for invented films: one grammar a genre, so that a title sounds like its category."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre's title patterns, their words, its categories, and the years it covers."""

    name: str
    count: int
    categories: tuple[str, ...]
    years: tuple[int, int]
    patterns: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split(",") if word.strip())


_PLACES = _words("""
Blackwater Bayou, Cemetery Ridge, Route 66, Hollow Creek, Saturn Street, Devil's Elbow, Mesa Verde,
Lake Nocturne, Pier 13, Coldwater Canyon, Coyote Flats, the Neon Desert, Salt Flat City,
Hangman's Bend, Gravel County, the Red Quarry, Thornwood, Station Zero, Crescent Bay, Moth Hollow,
Old Perdition, the Sunken Motel, Velvet Alley, Copper Gulch, Juniper Falls, Dust Devil Gap
""")
_NAMES = _words("""
Roxanne Steele, Dutch Malone, Sister Mercy, Johnny Voltage, Cleo Diamond, Buck Harlan, Lola Vega,
Doctor Morbus, Ringo Cass, Mama Thunder, Professor Kessler, Billy Razor, Ruby Tuesday Jones,
Sheriff Pike, Countess Marova, Duke Sabbath, Nurse Wilkins, Max Cobra, Stella Nightfall, Hank Grit
""")
_CREATURES = _words("""
Vampires, Zombies, Leeches, Scarecrows, Mole People, Werewolves, Phantoms, Ghouls, Swamp Things,
Gargoyles, Spiders, Mannequins, Mummies, Moths, Witches, Crawlers, Piranhas, Puppets, Nightcrawlers
""")
_HORROR_ADJECTIVES = _words("""
Crimson, Midnight, Screaming, Hollow, Rotting, Whispering, Faceless, Bleeding, Haunted, Buried,
Crawling, Ravenous, Forbidden, Forgotten, Pale, Cursed, Smiling, Headless, Waxen, Eternal
""")
_HORROR_NOUNS = _words("""
Orchard, Asylum, Mansion, Scarecrow, Mortuary, Cradle, Carnival, Lighthouse, Staircase, Organist,
Undertaker, Portrait, Attic, Dollmaker, Well, Basement, Harvest, Séance, Crypt, Chapel, Hitchhiker,
Babysitter, Projectionist, Piano Tuner, Lodger, Beekeeper
""")
_SPACE_ADJECTIVES = _words("""
Atomic, Cosmic, Lunar, Magnetic, Invisible, Synthetic, Electric, Frozen, Radioactive, Astro,
Prehistoric, Gigantic, Hypnotic, Subterranean, Seventh, Titanium, Ultraviolet, Backward, Silent
""")
_SPACE_NOUNS = _words("""
Invaders, Satellite, Galaxy, Brain, Colony, Robot, Comet, Planet, Laboratory, Star Pilot, Signal,
Moonbase, Machine, Time Door, Android, Explorers, Asteroid, Space Station, Reactor, Rocket
""")
_CRIME_ADJECTIVES = _words("""
Dirty, Steel, Burning, Double, Concrete, Reckless, Savage, Black Leather, Chrome, Midnight, Outlaw,
Two-Lane, Asphalt, Bulletproof, Runaway, Gasoline, Loaded, Hard Luck, Nitro, Knuckle
""")
_CRIME_NOUNS = _words("""
Justice, Heist, Payback, Truckers, Vendetta, Highway, Bounty, Angels, Chase, Convoy, Jackpot,
Getaway, Hustle, Strike Force, Warriors, Roadhouse, Stakeout, Alibi, Showdown, Contraband
""")
_FIST_NOUNS = _words("""
Fist, Crane, Monk, Swordsman, Tiger, Mantis, Dragon, Master, Iron Palm, Shadow, Pagoda, Disciple,
Scorpion, Blade, Temple, Beggar, Typhoon, Lotus, Tea House, Cobra
""")
_FIST_ADJECTIVES = _words("""
Drunken, Golden, Flying, Jade, Thirteen, Deadly, Wandering, Seven, Blind, Laughing, Whirling,
Invincible, Thundering, Silver, Furious, Northern, Southern, One-Armed, Hidden, Scarlet
""")
_FAMILY_NOUNS = _words("""
Raccoon, Treehouse, Grandpa, Babysitter, Soapbox Derby, Substitute Teacher, Goldfish, Snow Day,
Lemonade Stand, Camper Van, Tuba, Birthday Party, Talking Mule, Little League, Dentist, Roommate,
Barbershop, Ice Cream Truck, Neighbors, Lifeguard, Zookeeper, Piano Lesson, Sheepdog
""")
_FAMILY_ADJECTIVES = _words("""
Incredible, Accidental, Runaway, Borrowed, Impossible, Upside-Down, Million Dollar, Lucky, Big,
Wonderful, Invisible, Backyard, Crazy, Secret, Unbelievable, Part-Time, Second-Hand, Pint-Sized
""")
_CULT_NOUNS = _words("""
Videotape, Drive-In, Roller Rink, Jukebox, Mannequin, Motel, Prom, Arcade, Lawn Flamingo, Tiki Bar,
Disco, Laundromat, Bowling Alley, Wax Museum, Go-Go Club, Answering Machine, Pinball, Beach Party
""")
_CULT_ADJECTIVES = _words("""
Psychedelic, Plastic, Fluorescent, Purple, Velvet, Teenage, Hypnotic, Slippery, Polyester, Dizzy,
Groovy, Backseat, Greasy, Melted, Rhinestone, Vinyl, Checkerboard, Technicolor
""")
_SPANISH_NOUNS = _words("""
la Noche, el Desierto, la Momia, el Vampiro, la Bruja, el Luchador, la Frontera, el Castillo,
la Sombra, el Puente, la Venganza, el Tesoro, la Carretera, el Fantasma, la Laguna, el Espejo
""")
_SPANISH_TAILS = _words("""
Sangriento, Perdido, de Plata, del Diablo, sin Nombre, de Medianoche, de Fuego, Negro, del Norte,
de los Muertos, Mañana, de Cristal, Invisible, del Pueblo, Eterno, de la Montaña
""")
_NOIR_NOUNS = _words("""
Stranger, Blonde, Dame, Alibi, Witness, Pawnbroker, Night Clerk, Boxer, Widow, Gambler, Informer,
Elevator, Pier, Streetcar, Typewriter, Matchbook, Detective, Cigarette Girl, Ferry, Wire
""")
_NOIR_ADJECTIVES = _words("""
Crooked, Lonely, Rainy, Guilty, Borrowed, Cold, Third, Desperate, Left-Handed, Quiet, Broken,
Last, Nervous, Velvet, Dead-End, Unlucky, Two-Bit, Sleepless
""")

GENRES: tuple[Genre, ...] = (
    Genre(
        "horror",
        400,
        ("Horror",),
        (1961, 2024),
        (
            "The {adj} {noun}",
            "{creature} of {place}",
            "Night of the {adj} {creature}",
            "{adj} {noun}",
            "Curse of the {adj} {noun}",
            "Don't Open the {noun}",
            "The {noun} at {place}",
            "Return to the {adj} {noun}",
            "I Married the {noun}",
            "House of {creature}",
            "{name} Meets the {creature}",
            "The {noun} Has Eyes",
        ),
        {
            "adj": _HORROR_ADJECTIVES,
            "noun": _HORROR_NOUNS,
            "creature": _CREATURES,
            "place": _PLACES,
            "name": _NAMES,
        },
    ),
    Genre(
        "horror comedy",
        190,
        ("Horror Comedy",),
        (1972, 2024),
        (
            "My Roommate Is a {noun}",
            "{creature} on Vacation",
            "The {adj} {creature} Go Bowling",
            "{creature} vs. the {adj} {noun}",
            "Too Many {creature}",
            "{creature} a Go-Go",
            "Honey, I Dug Up the {noun}",
            "Spring Break of the {creature}",
        ),
        {"adj": _FAMILY_ADJECTIVES, "noun": _HORROR_NOUNS, "creature": _CREATURES},
    ),
    Genre(
        "science fiction",
        340,
        ("Sci-Fi & Fantasy",),
        (1960, 2024),
        (
            "The {adj} {noun}",
            "{adj} {noun}",
            "{noun} from {place}",
            "{adj} {noun} 3000",
            "Beyond the {adj} {noun}",
            "Attack of the {adj} {creature}",
            "{name} and the {adj} {noun}",
            "The {noun} That Ate {place}",
            "Escape from the {noun}",
            "{creature} of the {adj} {noun}",
        ),
        {
            "adj": _SPACE_ADJECTIVES,
            "noun": _SPACE_NOUNS,
            "creature": _CREATURES,
            "place": _PLACES,
            "name": _NAMES,
        },
    ),
    Genre(
        "action",
        350,
        ('Action/Adventure "Uncut"',),
        (1967, 2024),
        (
            "{adj} {noun}",
            "The {adj} {noun}",
            "{name}: {adj} {noun}",
            "{noun} at {place}",
            "{adj} {noun} on {place}",
            "{name} Rides Again",
            "No {noun} for {name}",
            "Last {noun} Before {place}",
            "{number} Roads to {place}",
        ),
        {
            "adj": _CRIME_ADJECTIVES,
            "noun": _CRIME_NOUNS,
            "place": _PLACES,
            "name": _NAMES,
            "number": ("Three", "Four", "Seven", "Nine", "Thirteen"),
        },
    ),
    Genre(
        "kung fu",
        200,
        ("Kung Fu",),
        (1966, 1995),
        (
            "{adj} {noun}",
            "The {adj} {noun}",
            "{adj} {noun} vs. {other} {noun2}",
            "Return of the {adj} {noun}",
            "{number} Steps of the {noun}",
            "Fists of the {adj} {noun}",
            "{noun} of the {other} {noun2}",
            "Masters of the {adj} {noun}",
        ),
        {
            "adj": _FIST_ADJECTIVES,
            "noun": _FIST_NOUNS,
            "other": _FIST_ADJECTIVES,
            "noun2": _FIST_NOUNS,
            "number": ("Five", "Eight", "Eighteen", "Thirty-Six", "Hundred"),
        },
    ),
    Genre(
        "family comedy",
        260,
        ("1.Family Comedies",),
        (1962, 2024),
        (
            "The {adj} {noun}",
            "{adj} {noun}",
            "My {adj} {noun}",
            "{noun} for Hire",
            "Who Stole the {noun}?",
            "Mr. Pemberton's {adj} {noun}",
            "Honk If You Love the {noun}",
            "The {noun} and the {other}",
        ),
        {"adj": _FAMILY_ADJECTIVES, "noun": _FAMILY_NOUNS, "other": _FAMILY_NOUNS},
    ),
    Genre(
        "cult",
        300,
        ("2. Cult Classics", "100% Grindhouse #1 + more?"),
        (1965, 2019),
        (
            "{adj} {noun}",
            "The {adj} {noun}",
            "{noun} Massacre Weekend",
            "Legend of the {adj} {noun}",
            "{name} and the {adj} {noun}",
            "Welcome to the {adj} {noun}",
            "{adj} {noun} Fever",
            "{noun} at {place}",
            "Beyond the {noun} of {place}",
        ),
        {"adj": _CULT_ADJECTIVES, "noun": _CULT_NOUNS, "name": _NAMES, "place": _PLACES},
    ),
    Genre(
        "spanish",
        170,
        ("Cine Español",),
        (1960, 2018),
        (
            "{noun} {tail}",
            "{noun} y {other}",
            "El Regreso de {noun}",
            "{noun} Contra {other}",
            "Santiago y {noun} {tail}",
            "¿Quién Teme a {noun}?",
            "Un Domingo en {noun}",
        ),
        {"noun": _SPANISH_NOUNS, "other": _SPANISH_NOUNS, "tail": _SPANISH_TAILS},
    ),
    Genre(
        "noir",
        60,
        ("Pre-1960",),
        (1938, 1959),
        (
            "The {adj} {noun}",
            "{adj} {noun}",
            "{noun} on {place}",
            "The {noun} Wore Gray",
            "Kiss the {noun} Goodnight",
        ),
        {"adj": _NOIR_ADJECTIVES, "noun": _NOIR_NOUNS, "place": _PLACES},
    ),
    Genre(
        "christmas",
        60,
        ("Christmas",),
        (1964, 2023),
        (
            "A {adj} {noun} Christmas",
            "The {noun} Who Saved Christmas",
            "Christmas at {place}",
            "{name} Saves Christmas",
            "Sleigh Ride to {place}",
        ),
        {"adj": _FAMILY_ADJECTIVES, "noun": _FAMILY_NOUNS, "place": _PLACES, "name": _NAMES},
    ),
    Genre(
        "horror short",
        90,
        ("horror shorts",),
        (1970, 2024),
        (
            "{noun}",
            "The {adj} {noun} (Short)",
            "Two Minutes in the {noun}",
            "{adj} {noun} Short",
            "Under the {noun}",
            "Nobody Waters the {noun}",
        ),
        {"adj": _HORROR_ADJECTIVES, "noun": _HORROR_NOUNS},
    ),
)
