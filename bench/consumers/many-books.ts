// Many instruments that change in turn. Between two messages of one instrument lie more bytes than a socket is read at once, so the
// peer too hands out every state that a message makes: its consumers run when a read is over, and a read never holds two of one book.

import { type Consumer, type ConsumerReport, type ConsumerTask, CpuMeter } from "#apps/cli/bench/consumer";
import { benchBases, benchMarketOf, connectOwnPath, FIRST_TIME_MS, viewText } from "#assemblies/self-benchmark";
import { type VenueConnection } from "#client/api";
import { bybitUnified, connectPeer, peerText } from "./ccxt-bybit.ts";
import { type PeerBook } from "./ccxt-peer.ts";
import { digestOf } from "./digest.ts";
import { connectChangedLmex } from "./roomy-lmex.ts";

/** More topics than LMEX allows on a socket. */
const ONE_SOCKET = { topicsMax: 10_000 };

export const basesOf = (task: ConsumerTask): readonly string[] => benchBases(benchMarketOf(task.address.split("/")[2] ?? "").instruments);

/** Every book watched with a callback; all on one socket, or on as many as LMEX's limit wants. */
export function manyBooks(sockets: "one" | "several"): Consumer {
  return async (task, clock) => {
    const connection = await (sockets === "one" ? connectChangedLmex(task.address, ONE_SOCKET) : connectOwnPath(task.address));
    const meter = new CpuMeter(clock);
    const bases = basesOf(task);
    const watches = bases.map((base) => connection.watchBook(`${base}-PERP`, { depth: 50, deliver: "every" }));
    // The first of each book is its snapshot.
    let updates = -bases.length;
    let best = 0;
    const report = await new Promise<ConsumerReport>((resolve, reject) => {
      failOnGap(connection, reject);
      for (const watch of watches) {
        watch.onEach((view) => {
          best = (view.bestBid?.price.units ?? 0) + (view.bestAsk?.price.units ?? 0);
          updates += 1;
          if (updates === task.warmup) meter.begin(updates);
          if (updates === task.messages) resolve(meter.end(updates, undefined));
        });
      }
    });
    const books = watches.map((watch) => viewText(watch.latest));
    await connection.close();
    if (best <= 0) throw new RangeError("No book was shown.");
    return { ...report, book: digestOf(books) };
  };
}

function failOnGap(connection: VenueConnection, reject: (error: Error) => void): void {
  connection.on("status", (event) => {
    if (event.kind === "gap" || event.kind === "stale" || event.kind === "failed")
      reject(new RangeError(`A book met ${event.kind} (${"reason" in event ? event.reason : "no reason"}).`));
  });
}

/** One loop a book, as the peer's manual has it; its way for several at once costs more with every one of them. */
export const manyPeerBooks: Consumer = async (task, clock) => {
  const bases = basesOf(task);
  const peer = await connectPeer(task.address, bases);
  const meter = new CpuMeter(clock);
  const steps = task.messages / bases.length;
  const books = new Map<string, PeerBook>();
  let seen = 0;
  let handedOut = 0;
  let first = 0;
  let handedFirst = 0;
  let report: ConsumerReport | undefined;
  const follow = async (base: string): Promise<void> => {
    for (let own = 0; own < steps; ) {
      const book = await peer.watchOrderBook(bybitUnified(base), 50);
      const step = (book.timestamp ?? FIRST_TIME_MS) - FIRST_TIME_MS;
      seen += step - own;
      own = step;
      handedOut += 1;
      if (!meter.running && seen >= task.warmup) {
        [first, handedFirst] = [seen, handedOut];
        meter.begin(seen);
      }
      if (seen === task.messages) report = meter.end(seen, undefined);
      if (own === steps) books.set(base, book);
    }
  };
  await Promise.all(bases.map(follow));
  await peer.close();
  if (report === undefined) throw new RangeError("The peer showed too few books.");
  const share = (handedOut - handedFirst) / (task.messages - first);
  const texts = bases.map((base) => books.get(base)).map((book) => (book === undefined ? "" : peerText(book)));
  return { ...report, book: digestOf(texts), handedOut: share };
};
