// Why an order is what it is, from the journal: what was wanted, the book and the rules it was judged by, the bytes, the answer, the end.

import { formatInstant } from "#apps/cli/values/instant";
import { type JournalEntry, type JournalledIntent } from "#core/account/order-journal";
import { type BookCitation, type RiskCheck } from "#core/account/risk";

/** One entry as people read it. */
export function entryWords(entry: JournalEntry): readonly string[] {
  const at = formatInstant(entry.at);
  switch (entry.kind) {
    case "intent":
      return [
        `${at}  wanted     ${intentWords(entry.intent)}`,
        `${at}  book       ${bookWords(entry.book)}`,
        ...entry.checks.map((check) => `${at}  rule       ${checkWords(check)}`),
      ];
    case "sent":
      return [`${at}  sent       ${entry.bytes}`];
    case "outcome":
      return [`${at}  ${entry.outcome.padEnd(9)}  ${[entry.venueOrderId, entry.words].filter((part) => part !== undefined).join("  ")}`];
    case "fill":
      return [
        `${at}  filled     ${entry.size} at ${entry.price}${entry.fee === undefined ? "" : `, fee ${entry.fee}`}  (${entry.tradeId})`,
      ];
    case "ended":
      return [`${at}  ended      ${entry.status}${entry.filledSize === undefined ? "" : `, ${entry.filledSize} filled`}`];
    case "cancel":
      return [`${at}  cancel     asked for`];
    case "amend":
      return [`${at}  amend      ${JSON.stringify(entry.change)}  ${entry.outcome}`];
    case "adopted":
      return [`${at}  adopted    ${entry.what}`];
  }
}

function intentWords(intent: JournalledIntent): string {
  const { side, size, quote, instrument, venue, style, price, timeInForce, trigger, reduceOnly } = intent;
  return [
    side,
    size ?? `for ${quote ?? "?"} quote coins`,
    instrument,
    `at ${venue}`,
    style,
    ...(price === undefined ? [] : [`at ${price}`]),
    ...(timeInForce === undefined ? [] : [timeInForce]),
    ...(trigger === undefined ? [] : [`when ${trigger.by} passes ${trigger.price}`]),
    ...(reduceOnly ? ["reduce-only"] : []),
  ].join(" ");
}

function bookWords({ state, sequence, epoch, ageMs, bestBid, bestAsk }: BookCitation): string {
  const version = sequence === undefined ? `epoch ${epoch}` : `sequence ${sequence} of epoch ${epoch}`;
  const age = ageMs === undefined ? "never proven" : `proven ${Math.round(ageMs)} ms before`;
  return `${state}, ${version}, ${age}${bestBid === undefined || bestAsk === undefined ? "" : `, best ${bestBid} / ${bestAsk} (price units)`}`;
}

function checkWords({ rule, passed, limit, actual }: RiskCheck): string {
  return `${passed ? "✓" : "✗"} ${rule}: ${actual}${limit === undefined ? "" : ` of ${limit}`}`;
}
