import { expect, test } from "vitest";
import { type HostChoice, hostsOf } from "#assemblies/hosts";
import { ConfigError, UsageError } from "#core/error";
import { lmexDescription } from "#venues/lmex/description";

const hosts = (choice: Partial<HostChoice> = {}): Readonly<Record<string, string>> =>
  hostsOf(lmexDescription, { environment: "live", overrides: {}, simulator: undefined, ...choice });

test("an environment's own hosts are taken as they are described", () => {
  expect(hosts()).toEqual({ rest: "https://api.lmex.io", market: "wss://ws.lmex.io", oss: "wss://ws.lmex.io" });
  expect(hosts({ environment: "test" })).toMatchObject({ rest: "https://test-api.lmex.io" });
});

test("a simulator only stands in front of the venue's hosts, for sockets and requests alike", () => {
  expect(hosts({ simulator: "http://127.0.0.1:7421" })).toEqual({
    rest: "http://127.0.0.1:7421/api.lmex.io",
    market: "ws://127.0.0.1:7421/ws.lmex.io",
    oss: "ws://127.0.0.1:7421/ws.lmex.io",
  });
  expect(hosts({ simulator: "http://localhost:9/" })["oss"]).toBe("ws://localhost:9/ws.lmex.io");
  expect(hosts({ simulator: "https://sim.example" })["oss"]).toBe("wss://sim.example/ws.lmex.io");
});

test("a host can be overridden by its key, and the others stay", () => {
  expect(hosts({ overrides: { rest: "https://mirror.example/" } })).toMatchObject({
    rest: "https://mirror.example",
    oss: "wss://ws.lmex.io",
  });
  expect(hosts({ overrides: { rest: "https://mirror.example" }, simulator: "http://127.0.0.1:7421" })["rest"]).toBe(
    "http://127.0.0.1:7421/mirror.example",
  );
});

test("an environment or a key that does not exist is refused with those that do", () => {
  expect(() => hosts({ environment: "paper" })).toThrow(UsageError);
  expect(() => hosts({ environment: "paper" })).toThrow(/live, test/);
  expect(() => hosts({ overrides: { rset: "https://x.example" } })).toThrow(/rest, market, oss/);
  for (const name of ["constructor", "__proto__", "toString"]) {
    expect(() => hosts({ environment: name }), name).toThrow(UsageError);
    expect(() => hosts({ overrides: Object.fromEntries([[name, "https://x.example"]]) }), name).toThrow(UsageError);
  }
});

test("plain text leaves this machine for nowhere", () => {
  for (const simulator of ["http://10.0.0.7:7421", "http://example.org", "http://127.0.0.1.example.org", "http://localhost.evil.example"]) {
    expect(() => hosts({ simulator }), simulator).toThrow(ConfigError);
  }
  expect(() => hosts({ overrides: { oss: "ws://ws.lmex.io" } })).toThrow(/neither encrypted nor on this machine/);
  expect(hosts({ overrides: { oss: "ws://[::1]:8080" } })["oss"]).toBe("ws://[::1]:8080");
});

test("what is no address, or an address of another kind, is refused", () => {
  expect(() => hosts({ simulator: "127.0.0.1" })).toThrow(ConfigError);
  expect(() => hosts({ overrides: { oss: "" } })).toThrow(ConfigError);
  for (const [key, address] of [
    ["oss", "https://ws.lmex.io"],
    ["rest", "wss://api.lmex.io"],
    ["rest", "ftp://127.0.0.1"],
  ] as const) {
    expect(() => hosts({ overrides: { [key]: address } }), address).toThrow(ConfigError);
  }
});

test("an address with a name and a password in it does not show them", () => {
  expect(() => hosts({ overrides: { oss: "ws://me:secret@ws.lmex.io" } })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("secret") }),
  );
});
