// A client that shares nothing with truebook but the wire: if it and ours agree with the simulator, nobody's misreading is hidden.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSimulator } from "#assemblies/simulator";

const CLIENT = join(import.meta.dirname, "..", "..", "examples", "plain-client.mjs");
const FOR_S = 6;
const FAULTS =
  "drop-delta@40,duplicate-delta@30,reorder-delta@20,crossed-book@20,hostile-numbers@20,type-change@20,malformed-frame@20,old-snapshot@10,close@10";

interface ClientEnd {
  readonly exit: number | null;
  readonly last: Record<string, unknown>;
}

async function follow(words: { readonly url: string; readonly forS: number; readonly check: string }): Promise<ClientEnd> {
  const socketUrl = `${words.url.replace("http", "ws")}/ws.lmex.io/ws/oss/futures`;
  const child = spawn(process.execPath, [CLIENT, socketUrl, "--for", String(words.forS), "--check", words.check], { stdio: "pipe" });
  let out = "";
  child.stdout.on("data", (text) => {
    out += String(text);
  });
  const [exit] = (await once(child, "close")) as [number | null];
  return { exit, last: JSON.parse(out.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown> };
}

async function runClient(faults: string): Promise<ClientEnd & { readonly fired: number }> {
  const simulator = await startSimulator({ port: 0, seed: "7", mood: "busy", faults });
  try {
    const end = await follow({ url: simulator.url, forS: FOR_S, check: simulator.url });
    const fired = [...simulator.exchange.desk.firedByName.values()].reduce((sum, count) => sum + count, 0);
    return { ...end, fired };
  } finally {
    await simulator.close();
  }
}

test("a client of ws alone rebuilds the simulator's book, with and without faults", async () => {
  const [calm, stormy] = await Promise.all([runClient("none"), runClient(FAULTS)]);
  expect(calm).toMatchObject({ exit: 0, last: { kind: "plain-client", gaps: 0, equal: true }, fired: 0 });
  expect(Number(calm.last["updates"])).toBeGreaterThan(20);
  expect(stormy).toMatchObject({ exit: 0, last: { equal: true } });
  expect(stormy.fired).toBeGreaterThan(3);
  expect(Number(stormy.last["gaps"])).toBeGreaterThan(0);
}, 75_000);

test("a book that is not the simulator's is called unequal", async () => {
  const [one, other] = await Promise.all(["7", "8"].map((seed) => startSimulator({ port: 0, seed })));
  expect(await follow({ url: one?.url ?? "", forS: 1, check: other?.url ?? "" })).toMatchObject({ exit: 1, last: { equal: false } });
  await Promise.all([one?.close(), other?.close()]);
}, 20_000);
