import { gapWords } from "#apps/terminal/model/event-log";
import { type TruthTally } from "#apps/terminal/model/truth-check";
import { type GapStory } from "#apps/terminal/model/watched-markets";
import { countText } from "#apps/terminal/view/number-text";

export interface BannerView {
  readonly tone: "quiet" | "gap" | "healed" | "alarm";
  readonly text: string;
}

/** A gap often heals within a frame. The banner tells both halves of the story long enough to be read; the figures are the measured ones. */
const GAP_SHOWN_MS = 900;
const HEALED_SHOWN_MS = 8_000;

/** The line under the header: a gap and its end, a wrong read, or what was proved so far. */
export function bannerView(facts: {
  readonly gap: GapStory | undefined;
  readonly truth: TruthTally | undefined;
  readonly notLive: number;
  readonly nowMs: number;
}): BannerView {
  const { gap, truth, nowMs } = facts;
  if (truth !== undefined && truth.wrong > 0)
    return { tone: "alarm", text: `${countText(truth.wrong)} WRONG READS: a live book differed from the market's own` };
  if (gap !== undefined) {
    const opening = gap.kind === "gap" ? `GAP ${gap.instrument} ${gapWords(gap)}` : `STALE ${gap.instrument} (${gap.reason})`;
    if (gap.healed === undefined || nowMs < gap.startedMs + GAP_SHOWN_MS)
      return { tone: "gap", text: `${opening} - ${gap.kind === "gap" ? "resyncing" : "not live, and it says so"}` };
    if (nowMs < Math.max(gap.healed.atMs, gap.startedMs + GAP_SHOWN_MS) + HEALED_SHOWN_MS) {
      return {
        tone: "healed",
        text: `${opening} - healed in ${Math.round(gap.healed.afterMs)} ms${truth === undefined ? "" : `, ${truth.wrong} wrong reads`}`,
      };
    }
  }
  if (facts.notLive > 0)
    return { tone: "gap", text: `${facts.notLive} ${facts.notLive === 1 ? "book is" : "books are"} not live and say so` };
  if (truth === undefined) return { tone: "quiet", text: "every book here is live, or says that it is not" };
  return { tone: "quiet", text: `${countText(truth.compared)} live reads compared with the market's own book: ${truth.wrong} wrong` };
}
