// Promises of private reads, and histories page by page: a venue that cuts long ranges without a word is asked for ranges that it
// answers whole.

import { type History } from "#client/api";
import { type EpochMs, epochMs } from "#core/brand";
import { ProtocolError, type TruebookError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type PrivateCall, type PrivateRequester } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";
import { type AccountPage, type AccountRows } from "#venues/account";

const PAGES_MAX = 500;

/** One private read as a promise; it rejects with the read's error. */
export function readPrivate<Value>(requester: PrivateRequester, call: PrivateCall<Value>, signal?: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => running.cancel();
    const settle = (outcome: CallOutcome<Value>): void => {
      signal?.removeEventListener("abort", onAbort);
      if (outcome.kind === "value") resolve(outcome.value);
      else reject(outcome.error satisfies TruebookError);
    };
    const running = requester.send(call, settle);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

export interface PrivateHistoryOptions<Row> {
  readonly requester: PrivateRequester;
  readonly read: (page: AccountPage) => PrivateCall<AccountRows<Row>>;
  readonly instrument: Instrument | undefined;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly limit: number;
  /** The longest range and the most rows that one page may ask for. */
  readonly page: { readonly rangeMs: number; readonly rowsMax: number };
  /** What tells one row from another, so that pages which overlap give no doubles. */
  readonly keyOf: (row: Row) => string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Rows oldest first without doubles; `limit` where ours was reached and the oldest rows were kept. Rejects with ProtocolError when a row
 * could not be read, or the pages do not end: what is missing may be an order.
 */
export async function privateHistory<Row>(options: PrivateHistoryOptions<Row>): Promise<History<Row>> {
  const { from, to, limit, page, requester, read, instrument, signal } = options;
  const rows = new Map<string, Row>();
  for (let startTime: number = from; startTime <= to; startTime += page.rangeMs) {
    const range = { startTime: epochMs(startTime), endTime: epochMs(Math.min(startTime + page.rangeMs, to)) };
    let cursor: string | undefined;
    for (let count = 1; ; count += 1) {
      const call = read({ instrument, ...range, limit: page.rowsMax, ...(cursor === undefined ? {} : { cursor }) });
      const answer = await readPrivate(requester, call, signal);
      if (answer.skippedRows > 0) throw unreadableRows(call.name, answer.skippedRows);
      for (const row of answer.rows) rows.set(options.keyOf(row), row);
      if (rows.size >= limit) return { rows: [...rows.values()].slice(0, limit), end: "limit" };
      cursor = answer.next;
      if (cursor === undefined) break;
      if (count >= PAGES_MAX) throw endlessPages(call.name);
    }
  }
  return { rows: [...rows.values()], end: "complete" };
}

const unreadableRows = (name: string, rows: number): ProtocolError =>
  new ProtocolError("unreadable-rows", `${rows} rows of ${name} could not be read; the others are not handed out as if they were all.`);

const endlessPages = (name: string): ProtocolError =>
  new ProtocolError("endless-pages", `${name} does not end; what was read is not handed out as if it were all.`);
