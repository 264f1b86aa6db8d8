// A process with a real ledger that rests orders, throws the risk out of its gate, and ends in order when it is told to: the assembly of a
// trading connection in small. It says one JSON object a line.

import { createDeadMan } from "#assemblies/dead-man";
import { exitOnSignals } from "#assemblies/exit-signals";
import { hostsOf } from "#assemblies/hosts";
import { loadVenue } from "#assemblies/live";
import { openStack } from "#assemblies/live-stack";
import { systemClock } from "#clock/system-clock";
import { Secret } from "#core/account/secret";
import { silentLog } from "#observe/log";
import { fileKillLatch } from "#store/saved-state/kill-latch";
import { memoryJournal } from "#trading/ledger/memory-journal";
import { OrderLedger } from "#trading/ledger/order-ledger";
import { sharedNonces } from "#trading/nonces";

const { venue: id, product, symbol, url, keys, folder, orders } = JSON.parse(process.argv[2]);
const say = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);
const done = (act) => new Promise((resolve) => act(resolve));

const venue = await loadVenue(id);
const noncePath = `${folder}/nonces-${id}`;
const credentials = { apiKey: new Secret(keys.apiKey), apiSecret: new Secret(keys.secret) };
const nonces = sharedNonces({ path: noncePath, now: () => systemClock.now() });
const { feed, account, client } = await openStack(venue, { simulator: url }, { credentials, nonces });
const instrument = feed.instruments.bySymbol(product, symbol);
const latch = fileKillLatch(`${folder}/trading/${id}-live-default/kill.json`);
let closing = false;
const refusal = () => {
  const rule = closing ? "closing" : latch.read() === undefined ? undefined : "killed";
  if (rule !== undefined) return { kind: "refused", rule, limit: undefined, actual: rule, words: rule, action: "refuse", checks: [] };
  const trouble = deadMan.trouble;
  if (trouble !== undefined)
    return { kind: "refused", rule: "watchdog", limit: undefined, actual: trouble, words: trouble, action: "refuse", checks: [] };
  return undefined;
};
const book = { state: "live", epoch: 1, sequence: undefined, ageMs: 0, bestBid: undefined, bestAsk: undefined };
const gate = {
  clear: (intent) => refusal() ?? { kind: "cleared", order: intent, checks: [], book, reduces: false },
  clearChange: (_intent, change) => refusal() ?? { kind: "cleared", order: change, checks: [], book, reduces: false },
  recheck: () => refusal(),
  recheckChange: () => refusal(),
  answered: () => undefined,
};
const deadMan = createDeadMan({
  venue,
  environment: "live",
  hosts: hostsOf(venue.description, { environment: "live", overrides: {}, simulator: url }),
  interfaces: feed.interfaces,
  credentials,
  noncePath,
  logPath: `${folder}/watchdog.ndjson`,
  requester: account.requester,
  instruments: () => feed.instruments,
  deadManMs: 5_000,
  choice: "auto",
  policy: { kind: "ours", prefix: "tb" },
  offsetMs: () => 0,
  unreachable: () => undefined,
  clock: systemClock,
  log: silentLog,
  listener: { changed: () => undefined, fired: () => undefined },
});
const failed = await done((resolve) => deadMan.start(resolve));
if (failed !== undefined) throw failed;
const { side } = account;
const ledger = new OrderLedger({
  context: side.context,
  side,
  instruments: () => feed.instruments,
  gate,
  journal: memoryJournal(),
  owner: "test",
});
ledger.listen(({ state, clientOrderId }) => {
  if (state.kind === "reserved") deadMan.expect({ instrument, clientOrderId });
});

const submit = () =>
  done((resolve) => {
    const intent = {
      instrument,
      clientOrderId: ledger.nextClientOrderId(),
      side: "buy",
      style: { kind: "limit", price: orders.price, timeInForce: "gtc" },
      amount: { kind: "size", size: orders.size },
      effect: "any",
    };
    ledger.submit(intent, resolve);
  });
// A busy machine may hold an order up for so long that it is not sent any more; then it is another one's turn.
for (let tries = 0; ledger.open.length < orders.count; tries += 1) {
  const result = await submit();
  if (result.kind === "accepted") continue;
  if (tries > orders.count + 20) throw new Error(`not placed: ${JSON.stringify(result)}`);
  await done((resolve) => systemClock.after(500, resolve));
}

const left = () =>
  ledger.open.map(({ venueOrderId, clientOrderId, state }) => ({
    orderId: venueOrderId,
    clientOrderId,
    standing: state.kind === "live" ? "live" : "unknown",
  }));
exitOnSignals(
  () => [
    {
      venue: id,
      get openOrders() {
        return ledger.open;
      },
      async shutdown({ withinMs }) {
        closing = true;
        await done((resolve) => ledger.cancelAll({ withinMs }, resolve));
        const remaining = left();
        if (remaining.length > 0) deadMan.leave();
        else await done((resolve) => deadMan.disarm(resolve));
        return { left: remaining, byChoice: false };
      },
      close: () => client.close(),
    },
  ],
  orders.exitWithinMs === undefined ? {} : { withinMs: orders.exitWithinMs },
);

if (orders.busy === true) {
  // A strategy that sends all the time: it learns of the kill from the gate alone.
  const work = async () => {
    for (;;) {
      const result = await submit();
      if (result.kind === "refused") say({ refused: result.rule });
      await done((resolve) => systemClock.after(result.kind === "refused" ? 20 : 60, resolve));
    }
  };
  work();
}
process.stdin.on("data", (bytes) => {
  if (String(bytes).startsWith("throw"))
    systemClock.after(0, () => {
      throw new Error("a strategy broke");
    });
});
say({ ready: true });
