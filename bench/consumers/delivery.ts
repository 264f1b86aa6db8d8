// Whether every kind of subscriber hears what it was promised, at twenty thousand messages a second: a callback, an iterator that wants
// every update, and a slow iterator that wants the latest and is told what it missed.

import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { BENCH_SYMBOL, connectOwnPath, FIRST_SEQUENCE } from "#assemblies/self-benchmark";
import { type BookView } from "#client/api";
import { systemClock } from "#clock/system-clock";
import { connectPeer, followPeer } from "./ccxt-bybit.ts";

const SLOW_MS = 5;

export interface DeliveryReport {
  readonly updates: number;
  readonly byCallback: number;
  readonly byIterator: number;
  /** Hand-outs of the slow iterator, and those plus what they replaced. */
  readonly handedOut: number;
  readonly accountedFor: number;
}

/** Counts from the snapshot on, which is not counted itself. */
export async function deliverOwn(task: ConsumerTask): Promise<DeliveryReport> {
  const connection = await connectOwnPath(task.address);
  const last = String(FIRST_SEQUENCE + task.messages);
  const every = connection.watchBook(BENCH_SYMBOL, { depth: 5, deliver: "every" });
  const latest = connection.watchBook(BENCH_SYMBOL, { depth: 5, deliver: "latest" });
  let byCallback = -1;
  const live = new Promise<void>((resolve) => {
    every.onEach(() => {
      byCallback += 1;
      resolve();
    });
  });
  await live;
  // Both iterators begin with the book as it is, which here is the snapshot.
  const quick = follow(every, last, () => undefined);
  const slow = follow(latest, last, () => new Promise((resolve) => systemClock.after(SLOW_MS, () => resolve(undefined))));
  const [everyCounts, latestCounts] = await Promise.all([quick, slow]);
  await connection.close();
  return {
    updates: task.messages,
    byCallback,
    byIterator: everyCounts.handedOut - 1,
    handedOut: latestCounts.handedOut - 1,
    accountedFor: latestCounts.accountedFor - 1,
  };
}

async function follow(
  books: AsyncIterable<BookView>,
  last: string,
  rest: () => Promise<unknown> | undefined,
): Promise<{ readonly handedOut: number; readonly accountedFor: number }> {
  let handedOut = 0;
  let accountedFor = 0;
  for await (const book of books) {
    handedOut += 1;
    accountedFor += 1 + book.merged;
    if (book.sequence === last) break;
    await rest();
  }
  return { handedOut, accountedFor };
}

/** How many states the peer hands to somebody who waits for each. */
export async function deliverPeer(task: ConsumerTask): Promise<DeliveryReport> {
  const peer = await connectPeer(task.address);
  let handedOut = 0;
  await followPeer(peer, (message) => {
    handedOut += Number(message > 0);
    return message < task.messages;
  });
  await peer.close();
  return { updates: task.messages, byCallback: 0, byIterator: handedOut, handedOut: 0, accountedFor: 0 };
}
