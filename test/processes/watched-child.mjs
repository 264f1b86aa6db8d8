// A process that arms a dead man, rests orders at a simulated venue and then does what it is told over its stdin: nothing, standing
// still, or ending in good order. It says one JSON object a line.

import { createInterface } from "node:readline";
import { createDeadMan } from "#assemblies/dead-man";
import { hostsOf } from "#assemblies/hosts";
import { loadVenue } from "#assemblies/live";
import { openStack } from "#assemblies/live-stack";
import { systemClock } from "#clock/system-clock";
import { Secret } from "#core/account/secret";
import { silentLog } from "#observe/log";
import { sharedNonces } from "#trading/nonces";

const { venue: id, product, symbol, url, keys, folder, orders, choice } = JSON.parse(process.argv[2]);
const say = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

const venue = await loadVenue(id);
const noncePath = `${folder}/nonces-${id}`;
const credentials = { apiKey: new Secret(keys.apiKey), apiSecret: new Secret(keys.secret) };
const nonces = sharedNonces({ path: noncePath, now: () => systemClock.now() });
const { feed, account } = await openStack(venue, { simulator: url }, { credentials, nonces });
const instrument = feed.instruments.bySymbol(product, symbol);
const codec = account.side.codec(product);
const interfaces = venue.description.products.filter((each) => each.spoken !== false && each.product === product).slice(0, 1);
let lost;
const deadMan = createDeadMan({
  venue,
  environment: "live",
  hosts: hostsOf(venue.description, { environment: "live", overrides: {}, simulator: url }),
  interfaces,
  credentials,
  noncePath,
  logPath: `${folder}/watchdog.ndjson`,
  requester: account.requester,
  instruments: () => feed.instruments,
  deadManMs: 5_000,
  choice,
  policy: { kind: "ours" },
  offsetMs: () => 0,
  unreachable: () => lost,
  clock: systemClock,
  log: silentLog,
  listener: { changed: (trouble) => say({ trouble: trouble ?? null }), fired: (why) => say({ fired: why }) },
});
const done = (act) => new Promise((resolve) => act(resolve));
const failed = await done((resolve) => deadMan.start(resolve));
if (failed !== undefined) throw failed;

const send = (call) => done((resolve) => account.requester.send(call, resolve));
for (let order = 0; order < orders.count; order += 1) {
  const clientOrderId = `tb-${order}`;
  deadMan.expect({ instrument, clientOrderId });
  const intent = {
    instrument,
    clientOrderId,
    side: "buy",
    style: { kind: "limit", price: orders.price, timeInForce: "gtc" },
    amount: { kind: "size", size: orders.size },
    effect: "any",
  };
  const { kind, value, error } = await send(codec.orders.place(intent));
  if (kind !== "value" || value.kind !== "accepted") throw new Error(`not placed: ${JSON.stringify(value ?? error?.message)}`);
}
say({ ready: true, withinMs: deadMan.withinMs, kind: deadMan.kind });

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "block") for (const end = Date.now() + 60_000; Date.now() < end; );
  if (line === "lose") lost = { since: systemClock.monotonic(), words: "nothing answers" };
  if (line === "disarm") deadMan.disarm((proved) => say({ proved }));
  if (line === "exit") process.exit(0);
});
