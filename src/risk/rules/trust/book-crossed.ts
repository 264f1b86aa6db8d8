import { unitsToText } from "#core/decimal";
import { named, passes, type Rule, refuses } from "#risk/rule";

/** A book whose best bid reaches its best ask is wrong somewhere. */
export const bookCrossed: Rule = {
  rule: "book-crossed",
  again: true,
  check({ book, intent }) {
    const { instrument } = intent;
    const text = (units: number | undefined): string => (units === undefined ? "none" : unitsToText(units, instrument.priceScale));
    const actual = `${text(book.bestBid)} / ${text(book.bestAsk)}`;
    if (book.bestBid === undefined || book.bestAsk === undefined || book.bestBid < book.bestAsk) return passes(actual);
    return refuses(actual, `The book of ${named(instrument)} is crossed (${actual}); nothing was sent. It is checked against the venue.`);
  },
};
