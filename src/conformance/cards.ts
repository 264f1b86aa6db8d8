// The list of all cards, in the order of their numbers. Every venue, version and dialect passes the same ones.

import { type Card } from "#conformance/card";
import { CANCEL_CARDS } from "#conformance/cards/account/cancels";
import { KEY_CARDS } from "#conformance/cards/account/keys";
import { ORDER_CARDS } from "#conformance/cards/account/orders";
import { ACCOUNT_READ_CARDS } from "#conformance/cards/account/reads";
import { REFUSAL_CARDS } from "#conformance/cards/account/refusals";
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
  ...KEY_CARDS,
  ...ORDER_CARDS,
  ...CANCEL_CARDS,
  ...ACCOUNT_READ_CARDS,
  ...REFUSAL_CARDS,
];
