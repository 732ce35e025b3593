"""Films generally held to be in the public domain in the United States, 1902 to 1968."""

from __future__ import annotations

_FILMS = """
A Trip to the Moon|1902
The Great Train Robbery|1903
The Impossible Voyage|1904
The Kingdom of the Fairies|1903
The Consequences of Feminism|1906
The Story of the Kelly Gang|1906
Frankenstein|1910
Alice in Wonderland|1915
The Count of Monte Cristo|1913
The Student of Prague|1913
Fantomas|1913
Cabiria|1914
Gertie the Dinosaur|1914
Tillie's Punctured Romance|1914
The Perils of Pauline|1914
The Exploits of Elaine|1914
Les Vampires|1915
The Cheat|1915
Regeneration|1915
Intolerance|1916
20,000 Leagues Under the Sea|1916
Judex|1916
Snow White|1916
The Immigrant|1917
The Poor Little Rich Girl|1917
A Dog's Life|1918
Shoulder Arms|1918
Tarzan of the Apes|1918
Broken Blossoms|1919
True Heart Susie|1919
The Spiders|1919
Male and Female|1919
Daddy-Long-Legs|1919
The Cabinet of Dr. Caligari|1920
The Golem|1920
Dr. Jekyll and Mr. Hyde|1920
The Mark of Zorro|1920
Way Down East|1920
One Week|1920
The Last of the Mohicans|1920
The Penalty|1920
Within Our Gates|1920
The Kid|1921
The Sheik|1921
The Phantom Carriage|1921
The Three Musketeers|1921
Destiny|1921
Seven Years Bad Luck|1921
The Haunted Castle|1921
The Four Horsemen of the Apocalypse|1921
The Goat|1921
The Playhouse|1921
Nosferatu|1922
Haxan|1922
Robin Hood|1922
Nanook of the North|1922
Dr. Mabuse the Gambler|1922
Foolish Wives|1922
Oliver Twist|1922
Blood and Sand|1922
Grandma's Boy|1922
The Toll of the Sea|1922
Cops|1922
Safety Last|1923
The Hunchback of Notre Dame|1923
Our Hospitality|1923
The Ten Commandments|1923
A Woman of Paris|1923
The Covered Wagon|1923
Why Worry|1923
The Balloonatic|1923
The Thief of Bagdad|1924
Sherlock Jr.|1924
The Navigator|1924
Greed|1924
The Hands of Orlac|1924
He Who Gets Slapped|1924
Peter Pan|1924
The Last Laugh|1924
Girl Shy|1924
Die Nibelungen Siegfried|1924
Aelita Queen of Mars|1924
Waxworks|1924
The Iron Horse|1924
The Gold Rush|1925
The Phantom of the Opera|1925
The Lost World|1925
Battleship Potemkin|1925
The Freshman|1925
The Big Parade|1925
Seven Chances|1925
Ben-Hur A Tale of the Christ|1925
Go West|1925
The Wizard of Oz|1925
The Unholy Three|1925
The Monster|1925
Body and Soul|1925
Lady Windermere's Fan|1925
The Salvation Hunters|1925
Strike|1925
The General|1926
Faust|1926
The Black Pirate|1926
The Bat|1926
Sparrows|1926
The Son of the Sheik|1926
The Adventures of Prince Achmed|1926
For Heaven's Sake|1926
A Page of Madness|1926
The Lodger|1927
Metropolis|1927
Sunrise|1927
Wings|1927
The Cat and the Canary|1927
Napoleon|1927
The Unknown|1927
7th Heaven|1927
College|1927
The Jazz Singer|1927
The Kid Brother|1927
It|1927
Underworld|1927
The King of Kings|1927
Berlin Symphony of a Great City|1927
The Beloved Rogue|1927
My Best Girl|1927
The Man Who Laughs|1928
The Passion of Joan of Arc|1928
Steamboat Bill Jr.|1928
The Circus|1928
Speedy|1928
The Crowd|1928
The Cameraman|1928
The Wind|1928
Spies|1928
The Fall of the House of Usher|1928
Laugh Clown Laugh|1928
Street Angel|1928
The Docks of New York|1928
Show People|1928
Steamboat Willie|1928
Plane Crazy|1928
The Last Command|1928
West of Zanzibar|1928
Lonesome|1928
Woman in the Moon|1929
Man with a Movie Camera|1929
Blackmail|1929
Un Chien Andalou|1929
The Skeleton Dance|1929
Pandora's Box|1929
The Cocoanuts|1929
Diary of a Lost Girl|1929
The Broadway Melody|1929
Applause|1929
Hallelujah|1929
The Virginian|1929
Queen Kelly|1929
Spite Marriage|1929
The Mysterious Island|1929
The Bat Whispers|1930
Earth|1930
Dixiana|1930
Abraham Lincoln|1930
The Devil to Pay|1930
Reaching for the Moon|1930
The Front Page|1931
Indiscreet|1931
The Phantom Express|1932
White Zombie|1932
A Farewell to Arms|1932
Rain|1932
The Most Dangerous Game|1932
The Monster Walks|1932
Sinister Hands|1932
The Death Kiss|1932
Bird of Paradise|1932
The Vampire Bat|1933
The Sphinx|1933
Deluge|1933
A Study in Scarlet|1933
The Mystery Squadron|1933
Dick Tracy|1937
Of Human Bondage|1934
Maniac|1934
The Lost City|1935
The Mystery of Mr. Wong|1939
House of Mystery|1934
Our Daily Bread|1934
The Little Princess|1939
Mystery Liner|1934
Babes in Toyland|1934
The Phantom Empire|1935
Condemned to Live|1935
The Crime of Dr. Crespi|1935
Reefer Madness|1936
My Man Godfrey|1936
Revolt of the Zombies|1936
Undersea Kingdom|1936
Ace Drummond|1936
Flash Gordon Rocketship|1936
Bulldog Drummond Escapes|1937
A Star Is Born|1937
Nothing Sacred|1937
The Shadow Strikes|1937
Mars Attacks the World|1938
International Crime|1938
The Terror of Tiny Town|1938
Mr. Wong Detective|1938
Bulldog Drummond in Africa|1938
Gulliver's Travels|1939
Eternally Yours|1939
Made for Each Other|1939
The Phantom Creeps|1939
The Devil Bat|1940
His Girl Friday|1940
The Ape|1940
Doomed to Die|1940
Chamber of Horrors|1940
Santa Fe Trail|1940
Our Town|1940
The Green Hornet|1940
Meet John Doe|1941
Penny Serenade|1941
The Invisible Ghost|1941
King of the Zombies|1941
Spooks Run Wild|1941
Superman|1941
The Mechanical Monsters|1941
The Bulleteers|1942
The Magnetic Telescope|1942
Electric Earthquake|1942
Volcano|1942
Terror on the Midway|1942
The Corpse Vanishes|1942
The Mad Monster|1942
Bowery at Midnight|1942
Jungle Book|1942
Dead Men Walk|1943
The Ape Man|1943
Ghosts on the Loose|1943
The Outlaw|1943
Sherlock Holmes and the Secret Weapon|1942
The Woman in Green|1945
Terror by Night|1946
Dressed to Kill|1946
Bluebeard|1944
Voodoo Man|1944
The Monster Maker|1944
Detour|1945
Scarlet Street|1945
The Southerner|1945
A Walk in the Sun|1945
The Strange Love of Martha Ivers|1946
The Stranger|1946
The Chase|1946
Angel on My Shoulder|1946
Decoy|1946
The Devil Bat's Daughter|1946
Black Beauty|1946
Till the Clouds Roll By|1946
Fear in the Night|1947
Dick Tracy Meets Gruesome|1947
Railroaded|1947
Lured|1947
Scared to Death|1947
The Red House|1947
Life with Father|1947
Hollow Triumph|1948
He Walked by Night|1948
The Amazing Mr. X|1948
Inner Sanctum|1948
The Pitfall|1948
Open Secret|1948
Love Happy|1949
D.O.A.|1950
Impact|1949
Too Late for Tears|1949
The Big Wheel|1949
Cause for Alarm|1951
Quicksand|1950
The Great Rupert|1950
Kind Lady|1951
Bride of the Gorilla|1951
The Hoodlum|1951
Father's Little Dividend|1951
Royal Wedding|1951
Three Guys Named Mike|1951
The Jackie Robinson Story|1950
Captain Kidd|1945
Africa Screams|1949
At War with the Army|1950
Jack and the Beanstalk|1952
Kansas City Confidential|1952
The Snows of Kilimanjaro|1952
Invasion U.S.A.|1952
Beat the Devil|1953
Robot Monster|1953
Cat-Women of the Moon|1953
Project Moonbase|1953
The Hitch-Hiker|1953
Phantom from Space|1953
Mesa of Lost Women|1953
Suddenly|1954
The Last Time I Saw Paris|1954
Killers from Space|1954
The Snow Creature|1954
Target Earth|1954
The Big Combo|1955
The Man with the Golden Arm|1955
King Dinosaur|1955
Bride of the Monster|1955
The Beast of Yucca Flats|1961
Please Murder Me|1956
Plan 9 from Outer Space|1957
The Brain from Planet Arous|1957
The Amazing Transparent Man|1960
Attack of the Giant Leeches|1959
Teenagers from Outer Space|1959
The Giant Gila Monster|1959
The Killer Shrews|1959
House on Haunted Hill|1959
The Bat|1959
A Bucket of Blood|1959
The Wasp Woman|1959
Horrors of Spider Island|1960
The Little Shop of Horrors|1960
The Last Woman on Earth|1960
Beast from Haunted Cave|1959
Creature from the Haunted Sea|1961
The Brain That Wouldn't Die|1962
Carnival of Souls|1962
Eegah|1962
The Phantom Planet|1961
Assignment Outer Space|1960
Battle of the Worlds|1961
Hercules Unchained|1959
Hercules Against the Moon Men|1964
Charade|1963
Dementia 13|1963
The Terror|1963
The Last Man on Earth|1964
Santa Claus Conquers the Martians|1964
The Creeping Terror|1964
Atom Age Vampire|1960
Bloody Pit of Horror|1965
Voyage to the Prehistoric Planet|1965
Monster from a Prehistoric Planet|1967
The She Beast|1966
Manos The Hands of Fate|1966
Night of the Living Dead|1968
They Came from Beyond Space|1967
Nightmare Castle|1965
The Long Hair of Death|1964
Horror Hotel|1960
Tormented|1960
McLintock|1963
The Devil's Messenger|1961
"""


def public_domain_films() -> list[tuple[str, int]]:
    """(title, year) pairs, by title then year."""
    films = set()
    for line in _FILMS.strip().splitlines():
        title, _, year = line.partition("|")
        films.add((title, int(year)))
    return sorted(films)
