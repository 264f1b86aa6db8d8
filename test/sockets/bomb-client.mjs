// A client in a process of its own, so that its memory and its stalls are nobody else's. Told where the simulator is, it watches that
// book, sends every hand-out and every status to its parent, and measures itself from the parent's "measure" to its "report".

import { connect } from "truebook";

const TICK_MS = 1;
const [simulator, id, market, product, depth] = process.argv.slice(2);
const venue = await connect(id, { simulator });
const watch = venue.watchBook(market, { product, depth: Number(depth), deliver: "every" });
const units = (levels) => levels.map(({ price, size }) => ({ price: { units: price.units }, size: { units: size.units } }));
const send = (message) => process.send?.(message);

venue.on("status", (event) => send({ kind: "status", event }));
watch.onEach((view) => {
  const { state, sequence, venueTime } = view;
  const { symbol } = view.instrument;
  // A view that is not live refuses to be read.
  const sides = state === "live" ? { bids: units(view.bids), asks: units(view.asks) } : { bids: [], asks: [] };
  const instrument = { venue: id, product, symbol };
  send({ kind: "book", state, sequence, venueTime, depth: Number(depth), instrument, ...sides });
});

let rssBefore = 0;
let rssMost = 0;
let stallMs = 0;
let lookedAt = performance.now();
let usedUs = 0;

/** A stall is ours only as far as this process used a processor meanwhile: time in which the host gave us none is not. */
function tick() {
  const now = performance.now();
  const { user, system } = process.cpuUsage();
  const lateMs = now - lookedAt - TICK_MS;
  const busyMs = (user + system - usedUs) / 1_000;
  stallMs = Math.max(stallMs, Math.min(lateMs, busyMs));
  rssMost = Math.max(rssMost, process.memoryUsage.rss());
  lookedAt = now;
  usedUs = user + system;
}

const ticking = setInterval(tick, TICK_MS);
// Without its parent it has nobody to talk to.
process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (message === "measure") {
    rssBefore = process.memoryUsage.rss();
    rssMost = rssBefore;
    stallMs = 0;
    return;
  }
  send({ kind: "report", rssBytes: rssMost - rssBefore, stallMs });
  clearInterval(ticking);
  venue.close().then(() => process.disconnect());
});
