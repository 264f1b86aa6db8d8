// How a card says that a promise is broken.

/** The promise of a card is broken; the message says what was seen. */
export class CardFailure extends Error {
  constructor(words: string) {
    super(words);
    this.name = "CardFailure";
  }
}

/** Throws CardFailure with the words unless the condition holds. */
export function ensure(condition: boolean, words: string | (() => string)): asserts condition {
  if (!condition) throw new CardFailure(typeof words === "string" ? words : words());
}
