/** How lively a market is. */
export type Mood = "quiet" | "calm" | "busy" | "chaos";

/** A mood in numbers. */
export interface MoodFigures {
  /** What participants do in a second, on average over bursts and quiet spells. */
  readonly actsPerSecond: number;
  /** How far the fair price wanders: ticks of deviation after one second. */
  readonly driftTicks: number;
  /** The part of all acts that take. */
  readonly takerShare: number;
  /** The part of takers that sweep many levels. */
  readonly sweepShare: number;
}

/** The moods. About nine of ten acts change the published book. */
export const MOODS: Readonly<Record<Mood, MoodFigures>> = {
  quiet: { actsPerSecond: 0.5, driftTicks: 0.3, takerShare: 0.08, sweepShare: 0 },
  calm: { actsPerSecond: 14, driftTicks: 1, takerShare: 0.1, sweepShare: 0.02 },
  busy: { actsPerSecond: 28, driftTicks: 3, takerShare: 0.16, sweepShare: 0.05 },
  chaos: { actsPerSecond: 65, driftTicks: 10, takerShare: 0.25, sweepShare: 0.15 },
};
