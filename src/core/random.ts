// Seeded randomness for everything that must replay: jitter, participants, faults. Xoshiro128** with a SplitMix-style seeding:
// small, fast, public domain algorithms, and the same numbers on every machine.

import { type Random } from "#core/port";
import { fnv1a } from "#core/text/fnv";

/** Makes a generator from any text; the same text gives the same numbers for ever. */
export function seededRandom(seed: string): Random {
  let hash = fnv1a(seed);
  const next = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = hash ^ (hash >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return new Xoshiro(next(), next(), next(), next());
}

class Xoshiro implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 1;
  }

  #next(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  unit(): number {
    return this.#next() / 4294967296;
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  gauss(): number {
    // Sum of twelve uniforms: mean 0, deviation 1, tails cut at 6; cheap and reproducible.
    let sum = -6;
    for (let at = 0; at < 12; at += 1) sum += this.unit();
    return sum;
  }

  fork(label: string): Random {
    return seededRandom(`${this.#next().toString(36)}.${label}`);
  }
}
