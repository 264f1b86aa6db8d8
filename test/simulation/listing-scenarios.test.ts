// Instruments that are missing from the venue's list: once by mistake, for a while, and again.

import { expect } from "vitest";
import { type Dialect } from "#venues/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";

/** LMEX whose list of instruments lacks one while `hidden` says so. */
function hiding(hidden: () => boolean): Dialect {
  return {
    ...lmexDialect,
    answer(request, exchange) {
      const answer = lmexDialect.answer(request, exchange);
      if (!request.path.includes("market_summary") || !hidden()) return answer;
      const rows = JSON.parse(answer.body) as readonly { readonly symbol: string }[];
      return { ...answer, body: JSON.stringify(rows.filter(({ symbol }) => symbol !== SYMBOL)) };
    },
  };
}

const times = { refreshEveryMs: 60_000, refreshLeastMs: 10_000 };

let missingUntilMs = 0;
let missingFromMs = 0;
let nowMs = (): number => 0;
const dialect = hiding(() => nowMs() >= missingFromMs && nowMs() < missingUntilMs);

scenario(
  "an instrument that one answer leaves out stays, and its book with it",
  (stage) => {
    nowMs = () => stage.nowMs;
    [missingFromMs, missingUntilMs] = [50_000, 65_000];
    const book = stage.book(SYMBOL);
    stage.pass(120_000, 500);
    expect(stage.told("instrument")).toEqual([]);
    expect(book.states.map(({ kind }) => kind)).toEqual(["live"]);
  },
  { otherSide: dialect, settings: times },
);

scenario(
  "a book of an instrument that is not listed any more is stale in that turn, and live again when it is",
  (stage) => {
    nowMs = () => stage.nowMs;
    [missingFromMs, missingUntilMs] = [50_000, 110_000];
    const book = stage.book(SYMBOL);
    stage.world.until(() => stage.told("instrument").length > 0, 80_000);
    expect(stage.told("instrument")).toMatchObject([{ change: "delisted" }]);
    expect(book.source.state()).toEqual({ kind: "stale", reason: "delisted" });
    stage.world.until(() => stage.told("instrument").length > 1, 80_000);
    expect(stage.told("instrument")[1]).toMatchObject({ change: "listed" });
    stage.expectLive(book, 2_000);
  },
  { otherSide: dialect, settings: times },
);
