import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { ProtocolError, TransportError, UsageError, VenueError } from "#core/error";
import { type Fetcher, type HttpOutcome, type HttpRequest } from "#core/port";
import { seededRandom } from "#core/random";
import { silentLog } from "#observe/log";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { type PrivateCall, type PrivateCallOptions } from "#transport/private-call";
import { createPrivateRequester } from "#transport/private-requester";
import { type CallOutcome } from "#transport/rest-call";

const reply = (status: number, body: string): HttpOutcome => ({
  kind: "reply",
  reply: { status, headers: {}, body: new TextEncoder().encode(body) },
});
const lost: HttpOutcome = { kind: "failed", error: new TransportError("request-timeout", "No answer.", { phase: "after-send" }) };

const call = (effect: PrivateCall<string>["effect"]): PrivateCall<string> => ({
  name: "order BTC-PERP",
  host: "rest",
  method: "POST",
  path: "/api/order",
  query: [],
  body: '{"size":1}',
  costs: [{ bucket: "orders", weight: 1 }],
  effect,
  decode(answer) {
    const body = new TextDecoder().decode(answer.body);
    if (body === "ok") return { kind: "value", value: body };
    if (body === "clock") {
      return { kind: "refused", error: new VenueError("clock", "The time is off.", { venueCode: "10600", words: "time" }) };
    }
    return { kind: "unreadable", error: new ProtocolError("unreadable", "Not JSON.") };
  },
});

function rig(answers: readonly HttpOutcome[]) {
  const clock = new VirtualClock();
  const requests: HttpRequest[] = [];
  let offsetMs = 0;
  let nonce = 0;
  const fetcher: Fetcher = {
    send(request, settled) {
      const answer = answers[requests.length] ?? lost;
      requests.push(request);
      const timer = clock.after(20, () => settled(answer));
      return { cancel: () => timer.cancel() };
    },
  };
  const requester = createPrivateRequester({
    fetcher,
    clock,
    random: seededRandom("private"),
    log: silentLog,
    hosts: { rest: "https://venue.example" },
    limiter: createRateLimiter({ clock, buckets: [{ bucket: "orders", capacity: 10, perMs: 1_000, links: [] }] }),
    userAgent: "truebook/test",
    banMs: 1_000,
    mendClock: (measured) => {
      const timer = clock.after(30, () => {
        offsetMs = 700;
        measured();
      });
      return { cancel: () => timer.cancel() };
    },
    stamp: () => {
      nonce += 1;
      return {
        credentials: { apiKey: new Secret("key"), apiSecret: new Secret("canary-secret") },
        nonce,
        time: epochMs(clock.now() + offsetMs),
        entropy: "e".repeat(36),
      };
    },
    sign: (asked, stamp) => ({ query: "", headers: { sign: `${stamp.nonce} ${stamp.time}` }, body: asked.body }),
  });
  const outcomes: CallOutcome<string>[] = [];
  const send = (effect: PrivateCall<string>["effect"], options?: PrivateCallOptions) =>
    requester.send(call(effect), (outcome) => outcomes.push(outcome), options);
  return { clock, requests, outcomes, requester, send };
}

const phaseOf = (outcome: CallOutcome<string> | undefined): string | undefined =>
  outcome?.kind === "failed" && outcome.error instanceof TransportError ? outcome.error.phase : undefined;

test("an order whose answer is lost is sent once, and its failure says that the venue may have seen it", () => {
  const { clock, requests, outcomes, send } = rig([lost, reply(200, "ok")]);
  send("write");
  clock.advance(60_000);
  expect(requests).toHaveLength(1);
  expect(phaseOf(outcomes[0])).toBe("after-send");
});

test("a cancel whose answer is lost is sent again, signed anew with a higher number", () => {
  const { clock, requests, outcomes, send } = rig([lost, reply(200, "ok")]);
  send("cancel");
  clock.advance(60_000);
  expect(requests.map(({ headers }) => headers["sign"]?.split(" ")[0])).toEqual(["1", "2"]);
  expect(outcomes[0]?.kind).toBe("value");
});

test("an order that the venue refused for its time alone is sent once more, the same bytes with a mended time", () => {
  const { clock, requests, outcomes, send } = rig([reply(400, "clock"), reply(200, "ok")]);
  const began = clock.now();
  send("write");
  clock.advance(60_000);
  expect(requests.map(({ body }) => body)).toEqual(['{"size":1}', '{"size":1}']);
  const [first, second] = requests.map(({ headers }) => Number(headers["sign"]?.split(" ")[1]) - began);
  expect([first, second]).toEqual([0, 50 + 700]);
  expect(outcomes[0]?.kind).toBe("value");
});

test("an order refused for its time twice is not tried a third time", () => {
  const { clock, requests, outcomes, send } = rig([reply(400, "clock"), reply(400, "clock"), reply(200, "ok")]);
  send("write");
  clock.advance(60_000);
  expect(requests).toHaveLength(2);
  expect(outcomes[0]?.kind === "failed" && outcomes[0].error.code).toBe("venue-clock");
});

test("an answer to an order that cannot be read is no reason to send it again", () => {
  const { clock, requests, outcomes, send } = rig([reply(502, "<html>"), reply(200, "ok")]);
  send("write");
  clock.advance(60_000);
  expect(requests).toHaveLength(1);
  expect(outcomes[0]?.kind).toBe("failed");
});

test("what the recheck stops in the turn of sending never leaves", () => {
  const { clock, requests, outcomes, send } = rig([reply(200, "ok")]);
  send("write", { recheck: () => new UsageError("book-stale", "The book went stale.") });
  clock.advance(1_000);
  expect(requests).toHaveLength(0);
  expect(outcomes[0]?.kind === "failed" && outcomes[0].error.code).toBe("book-stale");
});

test("an order that would leave the queue late expires in it, unsent", () => {
  const { clock, requests, outcomes, send } = rig(Array.from({ length: 13 }, () => reply(200, "ok")));
  for (let order = 0; order < 13; order += 1) send("write", { leaveWithinMs: 100 });
  clock.advance(5_000);
  expect(requests.length).toBeLessThan(13);
  const late = outcomes.filter(({ kind }) => kind === "failed");
  expect(late.map(phaseOf)).toEqual(late.map(() => "before-send"));
  expect(late.length + requests.length).toBe(13);
});

test("cancels leave while orders wait for the limit", () => {
  const { clock, requests, send } = rig([]);
  for (let order = 0; order < 12; order += 1) send("write");
  const before = requests.length;
  send("cancel");
  clock.advance(1);
  expect(requests.length).toBe(before + 1);
});

test("what needed a connection first is asked for once more, and what became late meanwhile stays here", () => {
  const slow = (allowed: () => boolean, connectMs: number): CallOutcome<string> => {
    const clock = new VirtualClock();
    let outcome: CallOutcome<string> | undefined;
    const fetcher: Fetcher = {
      send(request, settled) {
        const timer = clock.after(connectMs, () => {
          const error = request.leaving?.();
          settled(error === undefined ? reply(200, "ok") : { kind: "failed", error });
        });
        return { cancel: () => timer.cancel() };
      },
    };
    const requester = createPrivateRequester({
      fetcher,
      clock,
      random: seededRandom("slow"),
      log: silentLog,
      hosts: { rest: "https://venue.example" },
      limiter: createRateLimiter({ clock, buckets: [{ bucket: "orders", capacity: 10, perMs: 1_000, links: [] }] }),
      userAgent: "truebook/test",
      banMs: 1_000,
      stamp: () => ({}) as never,
      sign: () => ({ query: "", headers: {}, body: undefined }),
    });
    const no = new TransportError("order-refused", "Killed.", { phase: "before-send", retry: { kind: "never" } });
    const recheck = (): TransportError | undefined => (allowed() ? undefined : no);
    const settled = (told: CallOutcome<string>): void => {
      outcome = told;
    };
    requester.send(call("write"), settled, { leaveWithinMs: 1_000, deadlineMs: 9_000, recheck });
    clock.advance(9_500);
    if (outcome === undefined) throw new Error("never settled");
    return outcome;
  };
  let asked = 0;
  const once = (): boolean => {
    asked += 1;
    return asked === 1;
  };
  const killedMeanwhile = slow(once, 300);
  expect(killedMeanwhile).toMatchObject({ kind: "failed", error: { code: "order-refused", phase: "before-send" } });
  expect(slow(() => true, 300)).toMatchObject({ kind: "value" });
  expect(slow(() => true, 3_000)).toMatchObject({ kind: "failed", error: { code: "left-too-late", phase: "before-send" } });
});

test("an order that is given up after it left says that the venue may have it; before, that it never left", () => {
  const { clock, requester } = rig([]);
  const phases: string[] = [];
  const note = (told: CallOutcome<string>): void => {
    if (told.kind === "failed" && told.error instanceof TransportError) phases.push(told.error.phase);
  };
  requester.send(call("write"), note).cancel();
  clock.advance(1);
  const recheck = (): TransportError => new TransportError("held", "No.", { phase: "before-send", retry: { kind: "never" } });
  requester.send(call("write"), note, { recheck });
  clock.advance(1);
  expect(phases).toEqual(["after-send", "before-send"]);
});
