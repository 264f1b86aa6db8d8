// A book of LMEX without truebook: `ws` and the venue's own protocol. Start `truebook sim run`, then
//   node examples/plain-client.mjs [URL] [--for SECONDS] [--check http://127.0.0.1:7421]
// `--check` compares the final book with the simulator's at the same sequence: exit 0 when they are equal, else 1.

import { parseArgs } from "node:util";
import WebSocket from "ws";

const options = { for: { type: "string", default: "10" }, check: { type: "string" } };
const { values, positionals } = parseArgs({ allowPositionals: true, options });
const url = positionals[0] ?? "ws://127.0.0.1:7421/ws.lmex.io/ws/oss/futures";
const [SYMBOL, TOPIC] = ["BTC-PERP", "update:BTC-PERP_0"];

const book = { state: "waiting", last: 0, time: 0, bids: new Map(), asks: new Map() };
const counts = { updates: 0, gaps: 0 };
let socket;
let deadline;
let stopping = false;

function connect() {
  socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 5_000, maxPayload: 4_194_304 });
  const alive = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send("ping"), 15_000);
  socket.on("open", subscribe);
  socket.on("message", (bytes) => received(String(bytes)));
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    clearInterval(alive);
    clearTimeout(deadline);
    book.state = "disconnected";
    if (!stopping) setTimeout(connect, 500 + Math.random() * 1_500);
  });
}

/** Asks for a snapshot; without one in time it asks again. What comes before it is not for us. */
function subscribe() {
  book.state = "waiting";
  socket.send(JSON.stringify({ op: "subscribe", args: [TOPIC] }));
  deadline = setTimeout(resubscribe, 5_000);
}

function resubscribe() {
  clearTimeout(deadline);
  socket.send(JSON.stringify({ op: "unsubscribe", args: [TOPIC] }));
  subscribe();
}

/** A gap: from here on nobody may believe the book until a new snapshot. */
function gap() {
  if (book.state === "live") counts.gaps += 1;
  if (book.state !== "waiting") resubscribe();
}

function received(text) {
  if (text === "pong") return;
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return gap();
  }
  const data = message?.data;
  if (data?.symbol !== SYMBOL || !String(message.topic).startsWith(`update:${SYMBOL}`)) return;
  const { type, seqNum, prevSeqNum, timestamp } = data;
  if (![data.bids, data.asks].every((side) => Array.isArray(side) && side.every(isLevel))) return gap();
  if (type === "snapshot") {
    if (book.state === "live" && seqNum < book.last) return gap();
    book.bids.clear();
    book.asks.clear();
  } else if (book.state !== "live") return;
  else if (seqNum <= book.last) return timestamp > book.time ? gap() : undefined;
  else if (prevSeqNum !== book.last || seqNum !== prevSeqNum + 1) return gap();
  for (const side of ["bids", "asks"]) for (const [price, size] of data[side]) set(book[side], price, size);
  clearTimeout(deadline);
  Object.assign(book, { state: "live", last: seqNum, time: timestamp });
  counts.updates += 1;
  if (Number(best("bids")[0]?.[0]) >= Number(best("asks")[0]?.[0])) gap(); // Crossed.
}

const isDecimal = (text) => typeof text === "string" && /^\d{1,15}(\.\d{1,12})?$/.test(text);
const isLevel = (level) => Array.isArray(level) && level.length === 2 && level.every(isDecimal) && Number(level[0]) > 0;
const plain = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const set = (side, price, size) => (Number(size) === 0 ? side.delete(plain(price)) : side.set(plain(price), plain(size)));
const best = (side) => [...book[side]].sort(([one], [other]) => (side === "bids" ? other - one : one - other));
const top = (side) => best(side)[0]?.join(" × ");

// Prints while it runs; a gap of the last moment gets its time to heal.
const printing = setInterval(() => console.log(book.state, book.last, top("bids"), "|", top("asks")), 1_000);
setTimeout(async () => {
  for (let left = 2_000; book.state !== "live" && left > 0; left -= 1) await new Promise((resolve) => setTimeout(resolve, 20));
  const ours = { live: book.state === "live", bids: best("bids"), asks: best("asks") };
  stopping = true;
  clearInterval(printing);
  socket.terminate();
  const asked = values.check === undefined ? undefined : await fetch(`${values.check}/_sim/book/lmex/${SYMBOL}?sequence=${book.last}`);
  const truth = await asked?.json();
  const same = (side) => JSON.stringify(ours[side]) === JSON.stringify(truth[side]?.map((level) => level.map(plain)));
  const equal = ours.live && (truth === undefined || (same("bids") && same("asks")));
  console.log(JSON.stringify({ v: 1, kind: "plain-client", sequence: String(book.last), ...counts, equal }));
  process.exitCode = equal ? 0 : 1;
}, Number(values.for) * 1_000);
connect();
