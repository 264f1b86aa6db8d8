import { named, passes, type Rule, refuses } from "#risk/rule";

/** No risk on a book that is not known to be the venue's. */
export const bookNotLive: Rule = {
  rule: "book-not-live",
  again: true,
  check({ book, intent }) {
    if (book.state === "live") return passes("live", "live");
    const now = book.state === "none" ? "not watched" : book.state;
    return refuses(book.state, `The book of ${named(intent.instrument)} is ${now}; nothing was sent. Wait until it is live.`, "live");
  },
};
