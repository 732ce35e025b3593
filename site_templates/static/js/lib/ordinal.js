/** Places in words. */

const WORDS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const RULES = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS = { one: "st", two: "nd", few: "rd", other: "th" };

/** 3 → "third", 11 → "11th", 102 → "102nd". */
export const ordinal = (place) =>
  WORDS[place - 1] ?? `${new Intl.NumberFormat("en").format(place)}${ENDINGS[RULES.select(place)]}`;
