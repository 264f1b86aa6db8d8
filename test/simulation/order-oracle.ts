// The end of a world that traded: what the ledger says of every order beside the venue's own table (I4), and what rests there that
// nobody knows of.

import { type LedgerOrder, type OrderLedgerApi } from "#trading/ledger/ledger-types";
import { type OrderJudge } from "./order-judge.ts";
import { isLive, type TableRow } from "./order-table.ts";

/** Unknown orders that are neither resolved nor on the operator's list. */
export function openUnknowns(ledger: OrderLedgerApi): readonly LedgerOrder[] {
  return ledger.unknown.filter(({ state }) => state.kind === "unknown" && !state.listed);
}

/** Orders whose bytes were handed over or are about to be, and of which nothing was heard. */
export function openSends(ledger: OrderLedgerApi): readonly LedgerOrder[] {
  return ledger.open.filter(({ state }) => state.kind === "sent" || state.kind === "reserved");
}

/** What differs between ledger and venue; empty when every word of the ledger stands. */
export function tableDifferences(
  ledger: OrderLedgerApi,
  judge: OrderJudge,
  about: { readonly intents: Iterable<string>; readonly isDoubling: boolean },
): readonly string[] {
  const words: string[] = [];
  for (const intent of about.intents) {
    const order = ledger.order(intent as LedgerOrder["clientOrderId"]);
    const rows = judge.table.ofIntent(intent);
    // The venue's own word was about a second order: it can refuse what the first one did, above all a reduction that is done.
    const isSecond =
      judge.table.doubled.has(intent) || (about.isDoubling && rows.some((row) => row.order.reduceOnly || row.order.leg !== "net"));
    if (order?.state.kind === "rejected" && isSecond) continue;
    const trouble = order === undefined ? forgotten(rows) : differenceOf(order, rows, judge.sentOf(intent));
    if (trouble !== undefined) words.push(`${intent} is ${order === undefined ? "not known" : stateWords(order)}: ${trouble}`);
  }
  return words;
}

/** An order that the ledger has no word of: none may rest, and none may have come of it that nobody told. */
function forgotten(rows: readonly TableRow[]): string | undefined {
  const live = rows.find(({ order }) => isLive(order));
  return live === undefined ? undefined : `it rests at the venue as ${live.order.id}`;
}

const stateWords = ({ state }: LedgerOrder): string => ("status" in state ? `${state.kind} ${state.status}` : state.kind);

function differenceOf({ state, filledSize, clientOrderId }: LedgerOrder, rows: readonly TableRow[], sent: number): string | undefined {
  const live = rows.filter(({ order }) => isLive(order));
  const filled = rows.reduce((sum, { order }) => sum + order.filledSize, 0);
  switch (state.kind) {
    case "reserved":
    case "sent":
      return "nothing became of it";
    case "live":
      if (live.length === 0) return `the venue has it as ${rows.map(({ order }) => order.status).join(", ") || "nothing"}`;
      return filled === filledSize ? undefined : `${filled} of it are filled, and ${filledSize} known`;
    case "unknown":
      // Risk counts it as live, and a person sees it.
      return state.listed ? undefined : "it is neither resolved nor listed";
    case "unsent":
      return sent === 0 ? undefined : "it reached the venue";
    case "rejected":
      return live.length === 0 && filled === 0 ? undefined : "the venue took it";
    case "never-arrived":
      // An order that the venue held for long or stripped of its name, and that ended without a trade, left nothing to find.
      if (live.length === 0 && filled === 0 && rows.every(({ order, excused }) => excused || order.clientOrderId !== clientOrderId)) {
        return undefined;
      }
      return rows.length === 0 ? undefined : `the venue has it as ${rows.map(({ order }) => order.status).join(", ")}`;
    case "ended": {
      if (live.length > 0) return `it rests at the venue as ${live[0]?.order.id}`;
      const isFilled = rows.some(({ order }) => order.status === "filled");
      if ((state.status === "filled") !== isFilled) return `the venue has it as ${rows.map(({ order }) => order.status).join(", ")}`;
      return filled === filledSize ? undefined : `${filled} of it are filled, and ${filledSize} known`;
    }
  }
}
