import { type Random } from "#core/port";

interface Spell {
  readonly rate: number;
  readonly meanMs: number;
}

const STEADY: Spell = { rate: 1, meanMs: 10_000 };
const BURST: Spell = { rate: 4, meanMs: 1_000 };
const QUIET: Spell = { rate: 0.1, meanMs: 3_000 };

const BURST_SHARE = 0.6;
/** No gap is longer, so that a changed mood shows soon. */
const GAP_MS_MAX = 30_000;

/**
 * When participants act: gaps of a Poisson stream that is steady, bursts, or falls quiet. It counts planned time only, so that the
 * same seed plans the same stream on any clock.
 */
export class Activity {
  readonly #random: Random;
  #spell: Spell = STEADY;
  #leftMs: number = STEADY.meanMs;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whole milliseconds until the next act, at `perSecond` acts on average. */
  nextGapMs(perSecond: number): number {
    const meanGapMs = 1_000 / (perSecond * this.#spell.rate);
    const gapMs = Math.min(GAP_MS_MAX, Math.round(this.#exponential(meanGapMs)));
    this.#leftMs -= gapMs;
    if (this.#leftMs <= 0) this.#change();
    return gapMs;
  }

  #change(): void {
    if (this.#spell !== STEADY) this.#spell = STEADY;
    else this.#spell = this.#random.chance(BURST_SHARE) ? BURST : QUIET;
    this.#leftMs = this.#exponential(this.#spell.meanMs);
  }

  #exponential(mean: number): number {
    return -Math.log(1 - this.#random.unit()) * mean;
  }
}
