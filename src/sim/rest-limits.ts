// The venue's request limits, as it would count them: windows per bucket and peer, and a ladder of blocks for those who pass one.

import { type Clock } from "#core/port";
import { type VenueRules } from "#venues/dialect";

/** Peers that are counted at one time; the longest unseen is forgotten first. */
const PEERS_MAX = 1_000;
/** Parts of one bucket that are counted per peer; paths of a venue are fewer. */
const PARTS_MAX = 200;

interface Window {
  startedMs: number;
  used: number;
}

interface Peer {
  readonly windows: Map<string, Window>;
  rung: number;
  blockedUntilMs: number;
  breachedMs: number;
}

export type LimitVerdict = { readonly kind: "allowed" } | { readonly kind: "blocked"; readonly leftMs: number };

const ALLOWED: LimitVerdict = { kind: "allowed" };

/** Counts requests of every peer of one venue. */
export class RestLimits {
  readonly #rules: VenueRules;
  readonly #clock: Clock;
  readonly #peers = new Map<string, Peer>();

  constructor(rules: VenueRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  /** Charges a request. `blocked` tells how long the peer is shut out from now. */
  charge(peerName: string, costs: readonly { readonly bucket: string; readonly weight: number }[]): LimitVerdict {
    const now = this.#clock.monotonic();
    const peer = this.#peer(peerName);
    if (now < peer.blockedUntilMs) return { kind: "blocked", leftMs: peer.blockedUntilMs - now };
    for (const { bucket, weight } of costs) {
      if (!this.#take(peer, { bucket, weight, now })) return this.#block(peer, now);
    }
    return ALLOWED;
  }

  /** What the venue tells in its headers about the peer's count; undefined where it tells nothing. */
  reportedHeaders(peerName: string): Readonly<Record<string, string>> | undefined {
    const { reported, rates } = this.#rules;
    if (reported === undefined) return undefined;
    const used = this.#peer(peerName).windows.get(reported.bucket)?.used ?? 0;
    const capacity = rates.find((rate) => rate.bucket === reported.bucket)?.capacity ?? 0;
    return { [reported.usedHeader]: String(used), [reported.remainingHeader]: String(Math.max(0, capacity - used)) };
  }

  #take(peer: Peer, cost: { readonly bucket: string; readonly weight: number; readonly now: number }): boolean {
    const name = cost.bucket.split(":", 1)[0];
    const rate = this.#rules.rates.find((candidate) => candidate.bucket === name);
    if (rate === undefined) return true;
    const window = peer.windows.get(cost.bucket);
    if (window === undefined || cost.now - window.startedMs >= rate.perMs) {
      if (peer.windows.size >= PARTS_MAX) peer.windows.clear();
      peer.windows.set(cost.bucket, { startedMs: cost.now, used: cost.weight });
      return cost.weight <= rate.capacity;
    }
    window.used += cost.weight;
    return window.used <= rate.capacity;
  }

  #block(peer: Peer, now: number): LimitVerdict {
    const ladder = this.#rules.banLadderMs;
    const rested = now - peer.breachedMs >= this.#rules.banMemoryMs;
    peer.rung = rested || peer.rung >= ladder.length ? 0 : peer.rung;
    const leftMs = ladder[peer.rung] ?? 0;
    peer.rung += 1;
    peer.breachedMs = now;
    peer.blockedUntilMs = now + leftMs;
    return { kind: "blocked", leftMs };
  }

  #peer(name: string): Peer {
    const known = this.#peers.get(name);
    if (known !== undefined) return known;
    if (this.#peers.size >= PEERS_MAX) {
      const oldest = this.#peers.keys().next();
      if (oldest.done !== true) this.#peers.delete(oldest.value);
    }
    const peer: Peer = { windows: new Map(), rung: 0, blockedUntilMs: 0, breachedMs: Number.NEGATIVE_INFINITY };
    this.#peers.set(name, peer);
    return peer;
  }
}
