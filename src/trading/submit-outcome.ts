// From what became of a request to what became of an order. The one place that decides it: unsent only where nothing can have left,
// rejected and accepted only on the venue's evidence, and unknown for everything else.

import { type PlaceAnswer, type RejectReason, type SubmitOutcome } from "#core/account/order-outcome";
import { ProtocolError, TransportError, VenueError, type VenueErrorCategory } from "#core/error";
import { type CallOutcome } from "#transport/rest-call";

/** What a request for an order came to, as an outcome of the order. */
export function submitOutcome(outcome: CallOutcome<PlaceAnswer>): SubmitOutcome {
  if (outcome.kind === "value") return ofAnswer(outcome.value);
  const { error } = outcome;
  // The requester stops what was not sent with an error of ours; only its phase proves that nothing left.
  if (error instanceof TransportError) return { kind: error.phase === "before-send" ? "unsent" : "unknown", cause: error };
  if (error instanceof VenueError) {
    const reason = PROVEN[error.category];
    return reason === undefined ? { kind: "unknown", cause: error } : { kind: "rejected", reason, venueCode: error.venueCode };
  }
  return outcome.attempts === 0 ? { kind: "unsent", cause: error } : { kind: "unknown", cause: error };
}

/** Refusals that a codec passes on as errors of the request: proven to come before the venue's engine. */
const PROVEN: Readonly<Partial<Record<VenueErrorCategory, RejectReason>>> = {
  auth: "auth",
  permission: "permission",
  clock: "clock",
};

function ofAnswer(answer: PlaceAnswer): SubmitOutcome {
  switch (answer.kind) {
    case "accepted":
      return { kind: "accepted", venueOrderId: answer.venueOrderId };
    case "rejected":
      return { kind: "rejected", reason: answer.reason, venueCode: answer.venueCode };
    case "unclear":
      return {
        kind: "unknown",
        cause: new ProtocolError("unclear-answer", `The venue's answer to an order proves nothing: ${answer.words}.`),
      };
  }
}
