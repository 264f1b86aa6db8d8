import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { ProtocolError, TransportError, VenueError, type VenueErrorCategory } from "#core/error";
import { type Fetcher, type HttpOutcome, type HttpRequest } from "#core/port";
import { seededRandom } from "#core/random";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { createRequester } from "#transport/requester";
import { type CallOptions, type CallOutcome, type RestCall } from "#transport/rest-call";

type Answer = HttpOutcome | "never";

const reply = (status: number, body: string, headers: Record<string, string> = {}): HttpOutcome => ({
  kind: "reply",
  reply: { status, headers, body: new TextEncoder().encode(body) },
});

const lost = (code: string, retry: "backoff" | "never" = "backoff"): HttpOutcome => ({
  kind: "failed",
  error: new TransportError(code, code, { phase: "after-send", retry: { kind: retry } }),
});

/** Reads `ok:…` as a value and `no:<category>` as a refusal; anything else cannot be read. */
const readBook: RestCall<string> = {
  name: "book BTC-PERP",
  host: "rest",
  method: "GET",
  path: "/futures/api/v2.3/orderbook/L2",
  query: [
    ["symbol", "BTC-PERP"],
    ["note", "a b&c=d"],
  ],
  costs: [{ bucket: "query", weight: 1 }],
  decode(answer) {
    const body = new TextDecoder().decode(answer.body);
    if (body.startsWith("ok:")) return { kind: "value", value: body.slice(3) };
    if (body.startsWith("no:")) {
      const category = body.slice(3) as VenueErrorCategory;
      return { kind: "refused", error: new VenueError(category, "The venue said no.", { venueCode: "1", words: "no" }) };
    }
    return { kind: "unreadable", error: new ProtocolError("unreadable", "Not JSON.") };
  },
};

function rig(answers: readonly Answer[], answerAfterMs = 20) {
  const clock = new VirtualClock();
  const requests: HttpRequest[] = [];
  const times: number[] = [];
  const events: string[] = [];
  const untils: number[] = [];
  let aborted = 0;
  const fetcher: Fetcher = {
    send(request, settled) {
      const answer = answers[requests.length] ?? "never";
      requests.push(request);
      times.push(clock.monotonic());
      const timer =
        answer === "never"
          ? clock.after(request.deadlineMs, () => settled(lost("request-timeout")))
          : clock.after(answerAfterMs, () => settled(answer));
      return {
        cancel: () => {
          aborted += 1;
          timer.cancel();
        },
      };
    },
  };
  const limiter = createRateLimiter({ clock, buckets: [{ bucket: "query", capacity: 15, perMs: 1_000, links: [] }] });
  const requester = createRequester({
    fetcher,
    clock,
    random: seededRandom("1"),
    log: { write: (_level, event) => events.push(event), enabled: () => true },
    hosts: { rest: "https://api.venue.test/" },
    limiter,
    userAgent: "truebook/0.1",
    banMs: 1_000,
    feedback: { remainingHeader: "X-Remaining" },
    onRateLimited: (until) => untils.push(until - clock.now()),
  });
  const outcomes: CallOutcome<string>[] = [];
  const call = (options?: CallOptions) => requester.call(readBook, (outcome) => outcomes.push(outcome), options);
  return { clock, requests, times, events, untils, limiter, requester, outcomes, call, aborted: () => aborted };
}

const codeOf = (outcome: CallOutcome<string> | undefined): string | undefined =>
  outcome?.kind === "failed" ? outcome.error.code : outcome?.kind;

test("A read is sent to its host with an encoded query and our name, and its value is handed over once", () => {
  const { clock, requests, outcomes, call } = rig([reply(200, "ok:book")]);
  call();
  expect(outcomes).toEqual([]);
  clock.advance(60_000);
  expect(requests[0]?.url).toBe("https://api.venue.test/futures/api/v2.3/orderbook/L2?symbol=BTC-PERP&note=a%20b%26c%3Dd");
  expect(requests[0]?.headers).toEqual({ accept: "application/json", "user-agent": "truebook/0.1" });
  expect(requests[0]?.followRedirects).toBe(false);
  expect(outcomes).toEqual([{ kind: "value", value: "book", attempts: 1, elapsedMs: 20 }]);
});

test.each([
  ["a server error page", reply(503, "<html>")],
  ["a maintenance refusal", reply(200, "no:maintenance")],
  ["a lost connection", lost("connection-lost")],
])("After %s the read is tried again, visibly", (_name, first) => {
  const { clock, outcomes, events, requester, call } = rig([first, reply(200, "ok:book")]);
  call();
  clock.advance(10_000);
  expect(outcomes[0]).toMatchObject({ kind: "value", attempts: 2 });
  expect(events).toContain("read-retried");
  expect(requester.counters).toEqual({ requests: 2, retries: 1, rateLimited: 0, failed: 0 });
});

test.each([
  ["a bad request", reply(400, "no:bad-request"), "venue-bad-request"],
  ["an unreadable answer of a healthy server", reply(200, "<html>"), "unreadable"],
  ["a redirect", reply(302, ""), "unreadable"],
  ["an oversized body", lost("body-too-large", "never"), "body-too-large"],
])("%s is final", (_name, first, code) => {
  const { clock, outcomes, requests, requester, call } = rig([first, reply(200, "ok:book")]);
  call();
  clock.advance(10_000);
  expect(codeOf(outcomes[0])).toBe(code);
  expect(requests.length).toBe(1);
  expect(requester.counters.failed).toBe(1);
});

test("A 429 whose body says something else is believed by its body, and nobody is banned", () => {
  const { clock, outcomes, untils, requests, call } = rig([reply(429, "no:not-found")]);
  call();
  clock.advance(10_000);
  expect(codeOf(outcomes[0])).toBe("venue-not-found");
  expect(requests.length).toBe(1);
  expect(untils).toEqual([]);
});

test("A 429 with Retry-After holds this call and every other call of its buckets for as long", () => {
  const { clock, outcomes, times, untils, requester, call } = rig([
    reply(429, "", { "retry-after": "3" }),
    reply(200, "ok:one"),
    reply(200, "ok:two"),
  ]);
  call();
  clock.advance(100);
  call();
  clock.advance(10_000);
  expect(times.slice(1).every((time) => time >= 3_000)).toBe(true);
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(["value", "value"]);
  expect(untils).toEqual([3_250]);
  expect(requester.counters.rateLimited).toBe(1);
});

test("A rate limit told only in the body of a 200 is kept for the venue's usual time", () => {
  const { clock, times, outcomes, call } = rig([reply(200, "no:rate-limited"), reply(200, "ok:book")]);
  call();
  clock.advance(10_000);
  expect(times[1]).toBeGreaterThanOrEqual(1_020);
  expect(outcomes[0]?.kind).toBe("value");
});

test("A wait beyond the deadline ends the call at once with the venue's own refusal", () => {
  const { clock, outcomes, call } = rig([reply(429, "no:rate-limited", { "retry-after": "60" })]);
  call({ deadlineMs: 5_000 });
  clock.advance(20);
  expect(codeOf(outcomes[0])).toBe("venue-rate-limited");
  call({ deadlineMs: 5_000 });
  expect(outcomes.length).toBe(1);
  clock.advance(0);
  expect(codeOf(outcomes[1])).toBe("rate-limit-local");
});

test("A venue that never answers costs the deadline and not a millisecond more, over several attempts", () => {
  const { clock, outcomes, requests, call } = rig(["never", "never", "never"]);
  call({ deadlineMs: 6_000 });
  clock.advance(60_000);
  expect(requests.length).toBeGreaterThan(1);
  expect(codeOf(outcomes[0])).toBe("request-timeout");
  expect(outcomes[0]?.elapsedMs).toBeLessThanOrEqual(6_000);
});

test("A call gives up after its attempts", () => {
  const { clock, outcomes, requests, call } = rig([reply(500, ""), reply(500, ""), reply(500, ""), reply(500, "")]);
  call();
  clock.advance(60_000);
  expect(requests.length).toBe(3);
  expect(outcomes).toMatchObject([{ kind: "failed", attempts: 3, error: { code: "venue-server" } }]);
});

test("A cancelled call settles once as cancelled, in a later turn, and aborts what is under way", () => {
  const { clock, outcomes, call, aborted } = rig([reply(200, "ok:late")]);
  const handle = call();
  handle.cancel();
  handle.cancel();
  expect(outcomes).toEqual([]);
  clock.advance(10_000);
  expect(outcomes.map(codeOf)).toEqual(["cancelled"]);
  expect(aborted()).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test("Cancelling during a backoff ends the call without another request", () => {
  const { clock, outcomes, requests, call } = rig([reply(500, ""), reply(200, "ok:book")]);
  const handle = call();
  clock.advance(20);
  handle.cancel();
  clock.advance(10_000);
  expect(requests.length).toBe(1);
  expect(outcomes.map(codeOf)).toEqual(["cancelled"]);
});

test("What the venue says is left tightens the limiter", () => {
  const { clock, limiter, call } = rig([reply(200, "ok:book", { "x-remaining": "2" })]);
  call();
  clock.advance(20);
  expect(limiter.headroom()[0]?.used).toBe(13);
});

test("A call of a host that the environment does not have is refused before any request", () => {
  const { requester, requests } = rig([]);
  expect(() => requester.call({ ...readBook, host: "moon" }, () => {})).toThrow(/wants host moon/);
  expect(requests).toEqual([]);
});
