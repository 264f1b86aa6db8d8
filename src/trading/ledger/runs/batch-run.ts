// Several orders at once. Each is cleared and counted before the next is judged; where the venue takes them in one message they leave
// together, and when its answer is lost each of them is unknown.

import { type OrderIntent } from "#core/account/order";
import { type PlaceAnswer } from "#core/account/order-outcome";
import { type TruebookError } from "#core/error";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type SubmitResult } from "#trading/ledger/ledger-types";
import { bytesOf, kept, type Reserved, type Submits } from "#trading/ledger/runs/submit-run";
import { type CallOutcome } from "#transport/rest-call";

/** Submits intents in their order; `settled` is called once all of them are. */
export function submitMany(
  parts: { readonly desk: LedgerDesk; readonly submits: Submits },
  intents: readonly OrderIntent[],
  settled: (results: readonly SubmitResult[]) => void,
): void {
  const { submits } = parts;
  const results: (SubmitResult | undefined)[] = intents.map(() => undefined);
  let left = intents.length;
  const one =
    (at: number) =>
    (result: SubmitResult): void => {
      results[at] = result;
      left -= 1;
      if (left === 0) settled(results.flatMap((each) => each ?? []));
    };
  if (left === 0) settled([]);
  // Misuse of one is found before any of them leaves.
  for (const intent of intents) submits.known(intent);
  const reserved: Reserved[] = [];
  try {
    for (const [at, intent] of intents.entries()) {
      if (submits.again(intent, one(at))) continue;
      const reservation = submits.reserve(intent);
      if (reservation.kind === "refused") one(at)(reservation);
      else {
        reservation.entry.wait(one(at));
        reserved.push(reservation);
      }
    }
  } catch (error) {
    // One of them cannot be written for this venue. Those before it are counted and written down, and must not wait for ever.
    const cause = kept("batch-split", "An order was not sent: another one of its batch cannot be written.");
    for (const { entry } of reserved) submits.judge(entry, { kind: "failed", error: cause, attempts: 0, elapsedMs: 0 });
    throw error;
  }
  for (const batch of batches(parts.desk, reserved)) sendBatch(parts, batch);
}

/** Orders that may leave together: plain ones of one instrument, as many as the venue takes. */
function batches(desk: LedgerDesk, reserved: readonly Reserved[]): readonly (readonly Reserved[])[] {
  const groups = new Map<string, Reserved[]>();
  for (const [at, each] of reserved.entries()) {
    const { orders, description } = desk.codec(each.entry);
    const { instrument, style } = each.entry.intent;
    const isPlain = style.kind === "limit" || style.kind === "market";
    const together = orders.placeMany !== undefined && description.orders.placeMany > 1 && isPlain;
    const key = together ? `${instrument.product} ${instrument.symbol}` : String(at);
    const group = groups.get(key) ?? [];
    group.push(each);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const most = first === undefined ? 1 : Math.max(1, desk.codec(first.entry).description.orders.placeMany);
    return Array.from({ length: Math.ceil(group.length / most) }, (_, at) => group.slice(at * most, (at + 1) * most));
  });
}

function sendBatch(parts: { readonly desk: LedgerDesk; readonly submits: Submits }, batch: readonly Reserved[]): void {
  const { desk, submits } = parts;
  const [first] = batch;
  if (first === undefined) return;
  const { placeMany } = desk.codec(first.entry).orders;
  if (batch.length === 1 || placeMany === undefined) {
    for (const each of batch) submits.send(each);
    return;
  }
  const call = placeMany(batch.map(({ order }) => order));
  const { leaveWithinMs, answerWithinMs } = desk.settings;
  let stopped = false;
  const recheck = (): TruebookError | undefined => {
    const refused = batch.filter(({ order, entry }) => entry.cancelWanted || desk.options.gate.recheck(order) !== undefined);
    if (refused.length === 0) for (const each of batch) stopped ||= submits.leaving(each, { bytes: bytesOf(call) }) !== undefined;
    else stopped = true;
    return stopped ? kept("batch-split", "A batch was not sent as it was: one of its orders must not leave any more.") : undefined;
  };
  const done = (outcome: CallOutcome<readonly PlaceAnswer[]>): void => {
    if (outcome.kind === "failed" && stopped) for (const each of batch) submits.send(each);
    else for (const [at, { entry }] of batch.entries()) submits.judge(entry, legOutcome(outcome, at));
  };
  const request = desk.context.requester.send(call, done, { leaveWithinMs, deadlineMs: leaveWithinMs + answerWithinMs, recheck });
  // One of them cancelled early must not take the others back: the recheck finds it.
  for (const { entry } of batch) entry.request = { cancel: () => void request };
}

/** The outcome of a batch as that of one of its orders. */
function legOutcome(outcome: CallOutcome<readonly PlaceAnswer[]>, at: number): CallOutcome<PlaceAnswer> {
  if (outcome.kind === "failed") return outcome;
  return { ...outcome, value: outcome.value[at] ?? { kind: "unclear", words: "the answer leaves the order out" } };
}
