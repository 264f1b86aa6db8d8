// What orders of a product can be, looked at by name before anything is encoded.

import { type ClientOrderId, clientOrderId, type OrderStyle, type TimeInForce, type Trigger } from "#core/account/order";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { printable } from "#core/text/printable";

/** What orders of a product can be; a venue's `OrderCapabilities` is one. */
export interface OrderForms {
  readonly styles: readonly OrderStyle["kind"][];
  readonly timesInForce: readonly TimeInForce[];
  readonly triggersBy: readonly Trigger["by"][];
  /** Market buys that name quote coins: `only` where a market buy cannot name a size. */
  readonly quoteBuys: "no" | "also" | "only";
  readonly reduceOnly: boolean;
  readonly amend: readonly ("price" | "size" | "trigger")[];
  readonly clientOrderId: { readonly lengthMax: number; readonly pattern: string };
}

/** The words that a product's orders know. Throws UsageError, with all of them, for another one. */
export function mustBeOffered<Word extends string>(
  instrument: Instrument,
  about: { readonly what: string; readonly given: Word; readonly offered: readonly Word[] },
): Word {
  const { what, given, offered } = about;
  if (offered.includes(given)) return given;
  const known = offered.length === 0 ? "it has none" : `it has ${offered.join(", ")}`;
  throw notOffered(instrument, `no ${what} ${printable(String(given).slice(0, 40))}; ${known}`);
}

/** An order that the venue's product cannot be asked for. */
export function notOffered(instrument: Instrument, what: string): UsageError {
  return new UsageError(
    "order-not-offered",
    `${instrument.venue} ${instrument.product} has ${what}; the order on ${instrument.symbol} was not sent.`,
    { context: { venue: instrument.venue, instrument: instrument.symbol } },
  );
}

/** An order whose parts do not go together. */
export const badForm = (words: string): UsageError => new UsageError("bad-order-form", `${words}; nothing was sent.`);

/** Our name for an order, if the venue would take it. Throws UsageError for one that it would change or refuse. */
export function offeredOrderId(instrument: Instrument, given: string, { clientOrderId: rule }: OrderForms): ClientOrderId {
  if (given.length > 0 && given.length <= rule.lengthMax && new RegExp(rule.pattern).test(given)) return clientOrderId(given);
  throw new UsageError(
    "bad-client-order-id",
    `The client order id "${printable(given.slice(0, 60))}" is none that ${instrument.venue} ${instrument.product} takes: up to ${rule.lengthMax} of letters, digits, - and _; nothing was sent.`,
  );
}

/** Throws UsageError for members that mean nothing: a misspelt `reduceOnly` would open a position. */
export function mustKnowMembers(what: string, given: object, known: readonly string[]): void {
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new UsageError(
    "unknown-member",
    `The ${what} has a member ${printable(stranger.slice(0, 40))}, which means nothing; nothing was sent.`,
    {
      hint: `known are ${known.join(", ")}`,
    },
  );
}
