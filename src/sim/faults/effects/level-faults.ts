// Faults of a book's levels that leave the chain of numbers whole, so that only the levels themselves give them away.

import { priceUnits, sizeUnits } from "#core/brand";
import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind } from "#sim/faults/fault-kind";
import { type FramePoint } from "#sim/faults/fault-types";
import { hasLevel, shuffled, withLevelLists } from "#sim/faults/text-surgery";
import { type BookPicture, type PublishedLevel, type PublishedStep } from "#venues/dialect";

/** The step with one more level that stands on or beyond the other side's best; undefined while a side is empty. */
function crossing(point: FramePoint, form: string): PublishedStep | undefined {
  const { step, topic } = point;
  const picture = step === undefined ? undefined : topic?.market?.picture(topic.group);
  const tick = topic?.market?.instrument.tick ?? 1;
  const [bid, ask] = [picture?.bids[0], picture?.asks[0]];
  if (step === undefined || bid === undefined || ask === undefined) return undefined;
  const size = sizeUnits(Math.max(1, bid[1]));
  if (form === "bid-over-ask") return { ...step, bids: withLevel(step.bids, [priceUnits(ask[0] + tick), size]) };
  const price = form === "locked" ? bid[0] : priceUnits(Math.max(tick, bid[0] - tick));
  return { ...step, asks: withLevel(step.asks, [price, size]) };
}

function withLevel(levels: readonly PublishedLevel[], level: PublishedLevel): readonly PublishedLevel[] {
  return [...levels.filter(([price]) => price !== level[0]), level];
}

const crossedBook: FaultKind = {
  name: "crossed-book",
  ids: ["P17"],
  at: "frame",
  life: "once",
  words: "A delta carries a level that crosses or locks the book; its number fits the chain.",
  parameters: { times: TIMES, form: choiceParameter(["ask-under-bid", "bid-over-ask", "locked"], "Which way.") },
  begin: (settings) => ({
    frame(frame, point) {
      if (frame.kind !== "book-delta" && frame.kind !== "book-image") return undefined;
      const step = crossing(point, settings.choice("form"));
      return step === undefined ? undefined : { emit: point.write(step), done: true };
    },
  }),
};

/** The best bids of the picture told as asks. */
function wrongSide(point: FramePoint, picture: BookPicture): PublishedStep | undefined {
  const [best] = picture.bids;
  if (point.step === undefined || best === undefined || picture.asks.length === 0) return undefined;
  return { ...point.step, asks: [...picture.bids.slice(0, 3)] };
}

const unsortedLevels: FaultKind = {
  name: "unsorted-levels",
  ids: ["P19"],
  at: "frame",
  life: "once",
  words: "A book's levels come in no order, twice, or on the wrong side.",
  parameters: { times: TIMES, form: choiceParameter(["shuffled", "repeated", "wrong-side"], "What is wrong with them.") },
  begin: (settings) => ({
    frame(frame, point) {
      const form = settings.choice("form");
      if (form === "wrong-side") {
        if ((frame.kind !== "book-delta" && frame.kind !== "book-image") || point.topic?.market === undefined) return undefined;
        const step = wrongSide(point, point.topic.market.picture(point.topic.group));
        return step === undefined ? undefined : { emit: point.write(step), done: true };
      }
      if ((frame.kind !== "book-snapshot" && frame.kind !== "book-delta" && frame.kind !== "book-image") || !hasLevel(frame.text))
        return undefined;
      const text = withLevelLists(frame.text, (levels) =>
        form === "shuffled" ? shuffled(levels, settings.random) : [...levels, ...levels.slice(0, 2)],
      );
      return { emit: [{ text }], done: true };
    },
  }),
};

/** The removals of a step that tell of levels behind the window, which a careless venue leaves to the client to guess. */
function withoutLeavers(levels: readonly PublishedLevel[], side: readonly PublishedLevel[], direction: 1 | -1): readonly PublishedLevel[] {
  const last = side[side.length - 1];
  return last === undefined ? levels : levels.filter(([price, size]) => size !== 0 || (price - last[0]) * direction < 0);
}

const ghostLevels: FaultKind = {
  name: "ghost-levels",
  ids: ["P21"],
  at: "frame",
  life: "once",
  // The simulated windows of the others are narrower than what is subscribed, or are told whole.
  venues: ["lmex"],
  words: "Levels that leave the published window are not deleted: whoever keeps them shows ghosts.",
  parameters: { times: TIMES },
  begin: () => ({
    frame(frame, point) {
      const { step, topic } = point;
      if (frame.kind !== "book-delta" || step === undefined || topic?.market === undefined) return undefined;
      const { bids, asks } = topic.market.picture(topic.group);
      // Only of a full window is what lies behind it a leaver, and not a level that is gone.
      if (bids.length < topic.depth || asks.length < topic.depth) return undefined;
      const ghostly = { ...step, bids: withoutLeavers(step.bids, bids, -1), asks: withoutLeavers(step.asks, asks, 1) };
      if (ghostly.bids.length === step.bids.length && ghostly.asks.length === step.asks.length) return undefined;
      return { emit: point.write(ghostly), done: true };
    },
  }),
};

/** Faults of levels. */
export const LEVEL_FAULTS: readonly FaultKind[] = [crossedBook, unsortedLevels, ghostLevels];
