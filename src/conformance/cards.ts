// The list of all cards, in the order of their numbers. Every venue, version and dialect passes the same ones.

import { type Card } from "#conformance/card";
import { ASKING_CARDS } from "#conformance/cards/asking";
import { BOOK_CARDS } from "#conformance/cards/books";
import { CHAIN_CARDS } from "#conformance/cards/chain";
import { CONTENT_CARDS } from "#conformance/cards/content";
import { LINE_CARDS } from "#conformance/cards/lines";
import { PRINT_CARDS } from "#conformance/cards/prints";
import { READ_CARDS } from "#conformance/cards/reads";

/** Every card. */
export const CARDS: readonly Card[] = [
  ...READ_CARDS,
  ...ASKING_CARDS,
  ...BOOK_CARDS,
  ...CHAIN_CARDS,
  ...CONTENT_CARDS,
  ...PRINT_CARDS,
  ...LINE_CARDS,
];
