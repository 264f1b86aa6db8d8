// What makes the benchmark worth reading: whoever is measured reads the same changes and ends with the same, true book.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type FrameSource, startFrameSource } from "#apps/cli/bench/frame-source";
import { lmexBench } from "#apps/cli/bench/lmex-dialect";
import { benchChurn, benchChurns, benchMarketText, closingText, messagesOf } from "#assemblies/self-benchmark";
import { systemClock } from "#clock/system-clock";
import { bybitBench } from "../../bench/bybit-dialect.ts";
import { CONSUMERS, MANY_CONSUMERS, VENUE_CONSUMERS } from "../../bench/consumers/all.ts";
import { deliverOwn } from "../../bench/consumers/delivery.ts";
import { digestOf } from "../../bench/consumers/digest.ts";
import { PrintSum } from "../../bench/consumers/weex-trades.ts";
import { LBANK_SIZE_SCALE, lbankBench } from "../../bench/lbank-dialect.ts";
import { printOf, weexBench } from "../../bench/weex-dialect.ts";

let source: FrameSource;

beforeAll(async () => {
  source = await startFrameSource({ dialects: [lmexBench, bybitBench, lbankBench, weexBench], clock: systemClock });
});

afterAll(() => source.close());

for (const [name, { dialect, consume }] of Object.entries(CONSUMERS)) {
  for (const levels of [2, 40]) {
    test(`${name} reads every message of ${levels} levels and ends with the true book, if it keeps one`, { timeout: 60_000 }, async () => {
      const churn = benchChurn({ levels });
      const messages = messagesOf(churn, 0);
      const address = `${source.address}/${dialect}/${levels}/flood:${messages}`;
      const report = await consume({ address, messages, warmup: 10 }, systemClock);
      expect(report.cpuUsPerMessage).toBeGreaterThan(0);
      expect(report.book).toBe(name === "socket" || name === "floor" ? undefined : closingText(churn));
    });
  }
}

for (const name of ["lbank", "ccxt-lbank"]) {
  test(`${name} reads whole books and ends with the true one`, { timeout: 60_000 }, async () => {
    const market = { levels: 40, instruments: 1, steps: 400 };
    const address = `${source.address}/lbank/${benchMarketText(market)}/flood:400`;
    const report = await VENUE_CONSUMERS[name]?.consume({ address, messages: 400, warmup: 10 }, systemClock);
    expect(report?.book).toBe(closingText(benchChurn(market), LBANK_SIZE_SCALE));
  });
}

for (const name of ["weex", "ccxt-weex"]) {
  test(`${name} hears every print, and hears it right`, { timeout: 60_000 }, async () => {
    const market = { levels: 2, instruments: 1, steps: 1_500 };
    const sum = new PrintSum();
    for (const [at, step] of benchChurn(market).steps.entries()) sum.add(printOf(step, at + 1));
    const address = `${source.address}/weex/${benchMarketText(market)}/flood:1500`;
    const report = await VENUE_CONSUMERS[name]?.consume({ address, messages: 1_500, warmup: 10 }, systemClock);
    expect(report?.book).toBe(String(sum));
  });
}

for (const [name, { dialect, consume }] of Object.entries(MANY_CONSUMERS)) {
  test(`${name} reads every message of a hundred instruments, twice, and ends with all books true`, { timeout: 60_000 }, async () => {
    const market = { levels: 40, instruments: 100, steps: 3 };
    const churns = benchChurns(market);
    const messages = 100 * messagesOf(churns[0] as (typeof churns)[0], 1);
    const address = `${source.address}/${dialect}/${benchMarketText(market)}/flood:${messages}`;
    const report = await consume({ address, messages, warmup: 10 }, systemClock);
    expect(report.book).toBe(digestOf(churns.map((churn) => closingText(churn))));
    expect(report.handedOut ?? 1).toBeGreaterThan(0.9);
  });
}

test("a stream that plays the changes twice ends with the same book", { timeout: 60_000 }, async () => {
  const churn = benchChurn({ levels: 2 });
  const messages = messagesOf(churn, 1);
  const address = `${source.address}/lmex/2/flood:${messages}`;
  expect((await CONSUMERS["truebook"]?.consume({ address, messages, warmup: 10 }, systemClock))?.book).toBe(closingText(churn));
});

test("every update reaches who wants every one, and what the others missed is counted exactly", { timeout: 60_000 }, async () => {
  const messages = 4_000;
  const report = await deliverOwn({ address: `${source.address}/lmex/2/pace:${messages}:20000`, messages, warmup: 0 });
  expect(report).toMatchObject({ updates: messages, byCallback: messages, byIterator: messages, accountedFor: messages });
  expect(report.handedOut).toBeLessThan(messages);
});
