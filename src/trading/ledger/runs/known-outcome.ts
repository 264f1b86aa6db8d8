// What is known of an order whose id is given again: it is never sent twice, whatever became of the first.

import { type ClientOrderId, venueOrderId } from "#core/account/order";
import { type JournalEntry } from "#core/account/order-journal";
import { TruebookError } from "#core/error";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type SubmitResult } from "#trading/ledger/ledger-types";

/** The outcome as far as it is known now; undefined while the order is on its way and nobody can say. */
export function knownOutcome(entry: LedgerEntry): SubmitResult | undefined {
  const { state, result, clientOrderId } = entry;
  switch (state.kind) {
    case "reserved":
    case "sent":
      return undefined;
    case "live":
      return accepted(entry);
    case "ended":
      if (result?.kind === "rejected") return result;
      return state.status === "rejected" && entry.filled === 0 ? refused("") : accepted(entry);
    case "unknown":
      return { kind: "unknown", cause: new TruebookError("order-unknown", state.cause) };
    case "rejected":
      return result ?? refused(state.words);
    case "unsent":
      return result ?? { kind: "unsent", cause: new TruebookError("order-unsent", state.cause) };
    case "never-arrived":
      return {
        kind: "unknown",
        cause: new TruebookError(
          "never-arrived",
          `The venue shows that order ${clientOrderId} never arrived; its id is kept apart. Give a new one.`,
        ),
      };
  }
}

/** The outcome that the journal still knows of an order whose content it has forgotten; undefined for other lines. */
export function spentOutcome(entry: JournalEntry): readonly [id: ClientOrderId, outcome: SubmitResult] | undefined {
  if (entry.kind === "ended") {
    if (entry.status === "rejected" && Number(entry.filledSize ?? 0) === 0) return [entry.clientOrderId, refused("")];
    return [entry.clientOrderId, { kind: "accepted", venueOrderId: entry.venueOrderId ?? venueOrderId("") }];
  }
  if (entry.kind !== "outcome") return undefined;
  const words = entry.words ?? "";
  const unsent = { kind: "unsent", cause: new TruebookError("order-unsent", words) } as const;
  return [entry.clientOrderId, entry.outcome === "unsent" ? unsent : refused(words)];
}

const refused = (venueCode: string): SubmitResult => ({ kind: "rejected", reason: "unrecognized", venueCode });

const accepted = (entry: LedgerEntry): SubmitResult => ({ kind: "accepted", venueOrderId: entry.venueOrderId ?? venueOrderId("") });
