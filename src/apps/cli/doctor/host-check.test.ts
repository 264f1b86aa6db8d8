import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { checkHost, hostToCheck, withDeadline } from "#apps/cli/doctor/host-check";
import { systemClock } from "#clock/system-clock";
import { VirtualClock } from "#clock/virtual-clock";

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that says this to everybody who connects. */
async function serve(greeting: string): Promise<number> {
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(greeting);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test.each([
  ["https://api.lmex.io", { name: "api.lmex.io", hostname: "api.lmex.io", port: 443, tls: true }],
  ["wss://ws.lmex.io/ws", { name: "ws.lmex.io", hostname: "ws.lmex.io", port: 443, tls: true }],
  ["http://[::1]:7421", { name: "[::1]:7421", hostname: "::1", port: 7421, tls: false }],
])("%s leads to its host and port", (address, host) => {
  expect(hostToCheck(address)).toEqual(host);
});

test("a host that answers is fine, one that refuses fails at connect, and one that is no TLS fails at tls", async () => {
  const port = await serve("hello, this is plain text and no TLS at all");
  expect(await checkHost(hostToCheck(`http://127.0.0.1:${port}`), systemClock, 2_000)).toMatchObject({ phase: "connect", verdict: "ok" });
  expect(await checkHost(hostToCheck(`https://127.0.0.1:${port}`), systemClock, 2_000)).toMatchObject({ phase: "tls", verdict: "failed" });
  const refused = await checkHost(hostToCheck("http://127.0.0.1:9"), systemClock, 2_000);
  expect(refused).toMatchObject({ phase: "connect", verdict: "failed", words: "ECONNREFUSED" });
  expect(refused.act).toContain("Nothing listens there");
});

test("work that never ends is given up at its deadline, and told so", async () => {
  const clock = new VirtualClock();
  let told = false;
  const outcome = withDeadline(
    clock,
    1_000,
    (signal) =>
      new Promise(() => {
        signal.addEventListener("abort", () => {
          told = true;
        });
      }),
  );
  clock.advance(1_000);
  expect(await outcome).toEqual({ kind: "late" });
  expect(told).toBe(true);
  expect(await withDeadline(clock, 1_000, () => Promise.reject(new Error("no")))).toMatchObject({ kind: "failed" });
});
