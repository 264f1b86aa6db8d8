// Takes orders for faults, keeps those that still wait for their moment, and counts what happened, by id. Everything that the
// simulator is about to do passes here once; with no fault at work that costs one look at a flag.

import { type Clock, type Random } from "#core/port";
import { editDistance, nearest } from "#core/text/nearest";
import { type EventLog } from "#sim/event-log";
import { type FaultKind, type FaultSettings, readSettings } from "#sim/faults/fault-kind";
import { matchesFrame, matchesPath, matchesSocket } from "#sim/faults/fault-target";
import {
  type Emission,
  type FaultEffect,
  type FaultOrder,
  type FramePoint,
  type HandshakeFault,
  type PrivateArrival,
  type RequestVerdict,
  type SocketControl,
  type VenueControl,
} from "#sim/faults/fault-types";
import { type DialectReply, type DialectRequest, type OutFrame, type SocketAct } from "#venues/dialect";

/** Faults that may be at work at one time; a further order is refused. */
const ACTIVE_MAX = 1_000;

export type Posting =
  | { readonly kind: "posted"; readonly fault: FaultKind }
  | { readonly kind: "unknown"; readonly nearest: string; readonly names: readonly string[] }
  | { readonly kind: "refused"; readonly words: string };

interface Active {
  readonly kind: FaultKind;
  readonly order: FaultOrder;
  readonly effect: FaultEffect;
  readonly settings: FaultSettings;
  readonly endsMonotonic: number;
  left: number;
  fired: boolean;
}

export interface FaultDeskOptions {
  readonly catalogue: readonly FaultKind[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  /** False in virtual time: faults below the frame are then refused. */
  readonly bytes: boolean;
}

/** The one place where faults of an exchange wait and strike. */
export class FaultDesk {
  readonly #options: FaultDeskOptions;
  readonly #byName = new Map<string, FaultKind>();
  readonly #venues = new Map<string, VenueControl>();
  readonly #active: Active[] = [];
  readonly #firedById = new Map<string, number>();
  readonly #firedByName = new Map<string, number>();

  constructor(options: FaultDeskOptions) {
    this.#options = options;
    for (const kind of options.catalogue) this.#byName.set(kind.name, kind);
  }

  /** Makes a venue known, so that faults can strike it at once. */
  join(venue: VenueControl): void {
    this.#venues.set(venue.id, venue);
  }

  /** True when nothing waits: the usual case, and the cheap one. */
  get idle(): boolean {
    return this.#active.length === 0;
  }

  /** How often each id of the catalogue happened. */
  get firedById(): ReadonlyMap<string, number> {
    return this.#firedById;
  }

  get firedByName(): ReadonlyMap<string, number> {
    return this.#firedByName;
  }

  /** Faults that were posted and still wait or last. */
  get waiting(): readonly FaultOrder[] {
    return this.#active.map((active) => active.order);
  }

  post(order: FaultOrder): Posting {
    const kind = this.#byName.get(order.name);
    if (kind === undefined) {
      const names = [...this.#byName.keys()];
      return { kind: "unknown", nearest: nearestName(order.name, names), names };
    }
    if (kind.at === "bytes" && !this.#options.bytes) {
      return { kind: "refused", words: `The fault ${kind.name} acts on bytes, which exist only in the real server.` };
    }
    if (order.venue !== undefined && !this.#venues.has(order.venue)) {
      return { kind: "refused", words: `The simulator runs ${[...this.#venues.keys()].join(", ")} and no other venue.` };
    }
    if (
      kind.venues !== undefined &&
      ![...this.#venues.keys()].some((id) => kind.venues?.includes(id) === true && (order.venue ?? id) === id)
    ) {
      return { kind: "refused", words: `The fault ${kind.name} is one of ${kind.venues.join(", ")} only.` };
    }
    this.#expire();
    if (this.#active.length >= ACTIVE_MAX) return { kind: "refused", words: `More than ${ACTIVE_MAX} faults wait already.` };
    const settings = readSettings(kind, order, { random: this.#options.random.fork(kind.name), clock: this.#options.clock });
    if ("wrong" in settings) return { kind: "refused", words: settings.wrong };
    this.#begin(kind, order, settings);
    return { kind: "posted", fault: kind };
  }

  /** Forgets everything that waits or lasts: the calm at the end of a world. */
  clear(): void {
    this.#active.length = 0;
  }

  frame(venue: VenueControl, frame: OutFrame, point: FramePoint): readonly Emission[] | undefined {
    for (const active of this.#open(venue)) {
      if (!matchesFrame(active.order, frame, point)) continue;
      const verdict = active.effect.frame?.(frame, point);
      if (verdict === undefined) continue;
      if (verdict.done) this.#fire(active, venue, point.socket);
      return verdict.emit;
    }
    return undefined;
  }

  acts(venue: VenueControl, acts: readonly SocketAct[], socket: SocketControl): readonly SocketAct[] {
    let current = acts;
    for (const active of this.#open(venue)) {
      if (!matchesSocket(active.order, socket)) continue;
      const changed = active.effect.acts?.(current, socket);
      if (changed === undefined) continue;
      current = changed;
      this.#fire(active, venue, socket);
    }
    return current;
  }

  opened(venue: VenueControl, socket: SocketControl): void {
    for (const active of this.#open(venue)) {
      if (matchesPath(active.order, socket.path) && active.effect.opened?.(socket) === true) this.#fire(active, venue, socket);
    }
  }

  handshake(venue: VenueControl, address: { readonly host: string; readonly path: string }): HandshakeFault | undefined {
    for (const active of this.#open(venue)) {
      const fault = matchesPath(active.order, address.path) ? active.effect.handshake?.(address) : undefined;
      if (fault === undefined) continue;
      this.#fire(active, venue, undefined);
      return fault;
    }
    return undefined;
  }

  request(venue: VenueControl, request: DialectRequest, reply: DialectReply): RequestVerdict | undefined {
    for (const active of this.#open(venue)) {
      if (!matchesPath(active.order, request.path)) continue;
      if (active.order.symbol !== undefined && plainSymbol(request.query.get("symbol") ?? "") !== plainSymbol(active.order.symbol))
        continue;
      const verdict = active.effect.request?.(request, reply);
      if (verdict === undefined) continue;
      this.#fire(active, venue, undefined);
      return verdict;
    }
    return undefined;
  }

  arriving(venue: VenueControl, request: DialectRequest): PrivateArrival | undefined {
    return this.#first(venue, request, ({ effect }) => effect.arriving?.(request));
  }

  performed(
    venue: VenueControl,
    request: DialectRequest,
    answer: { readonly reply: DialectReply; failure(): DialectReply },
  ): RequestVerdict | undefined {
    return this.#first(venue, request, ({ effect }) => effect.performed?.(request, answer.reply, () => answer.failure()));
  }

  /** What the first fault that means the request makes of it. */
  #first<Verdict>(venue: VenueControl, request: DialectRequest, verdictOf: (active: Active) => Verdict | undefined): Verdict | undefined {
    for (const active of this.#open(venue)) {
      const verdict = matchesPath(active.order, request.path) ? verdictOf(active) : undefined;
      if (verdict === undefined) continue;
      this.#fire(active, venue, undefined);
      return verdict;
    }
    return undefined;
  }

  /** Tries again what found nothing to strike: a topic was just held. */
  retry(): void {
    for (const active of [...this.#active]) {
      if (active.effect.strike !== undefined && !active.fired) this.#strike(active);
    }
  }

  #begin(kind: FaultKind, order: FaultOrder, settings: FaultSettings): void {
    const durationMs = settings.number("durationMs");
    const lasting = kind.life === "lasting" || durationMs > 0;
    const active: Active = {
      kind,
      order,
      settings,
      effect: kind.begin(settings),
      endsMonotonic: lasting ? this.#options.clock.monotonic() + durationMs : Number.POSITIVE_INFINITY,
      left: lasting ? Number.POSITIVE_INFINITY : Math.max(1, settings.number("times")),
      fired: false,
    };
    this.#log("fault-posted", order.venue ?? "*", kind.name);
    this.#active.push(active);
    if (active.effect.strike !== undefined) this.#strike(active);
  }

  #strike(active: Active): void {
    for (const venue of this.#venues.values()) {
      if (!concerns(active, venue)) continue;
      const scene = { venue, target: active.order, clock: this.#options.clock, random: active.settings.random };
      if (active.effect.strike?.(scene) !== true) continue;
      this.#fire(active, venue, undefined);
      return;
    }
  }

  #fire(active: Active, venue: VenueControl, socket: SocketControl | undefined): void {
    active.left -= 1;
    if (active.left <= 0) {
      const at = this.#active.indexOf(active);
      if (at >= 0) this.#active.splice(at, 1);
    }
    // What lasts is one fault, however many frames it touches.
    if (active.fired && active.left === Number.POSITIVE_INFINITY) return;
    active.fired = true;
    for (const id of active.kind.ids) this.#firedById.set(id, (this.#firedById.get(id) ?? 0) + 1);
    this.#firedByName.set(active.kind.name, (this.#firedByName.get(active.kind.name) ?? 0) + 1);
    this.#log("fault-fired", venue.id, active.kind.name, socket?.id);
  }

  /** The faults that may concern a venue now, as a list of their own because firing takes some away. */
  #open(venue: VenueControl): readonly Active[] {
    if (this.#active.length === 0) return [];
    this.#expire();
    return this.#active.filter((active) => concerns(active, venue));
  }

  #expire(): void {
    const now = this.#options.clock.monotonic();
    for (let at = this.#active.length - 1; at >= 0; at -= 1) {
      if ((this.#active[at]?.endsMonotonic ?? 0) <= now) this.#active.splice(at, 1);
    }
  }

  #log(event: string, venue: string, detail: string, socket?: string): void {
    this.#options.log.add({ at: this.#options.clock.now(), event, venue, detail, ...(socket === undefined ? {} : { socket }) });
  }
}

/** A symbol as every version of an interface means it: `cmt_btcusdt` and `BTCUSDT` are one. */
const plainSymbol = (symbol: string): string => symbol.toLowerCase().replace(/^cmt_/, "").replace(/[_-]/g, "");

/** Whether a fault means a venue: by its order, and by what it is. */
function concerns({ order, kind }: Active, { id }: VenueControl): boolean {
  return (order.venue === undefined || order.venue === id) && kind.venues?.includes(id) !== false;
}

/** The likeliest name, and failing that the least different one: a refusal always names something that exists. */
function nearestName(typed: string, names: readonly string[]): string {
  const word = typed.slice(0, 64);
  const byEdits = [...names].sort((one, other) => editDistance(word, one) - editDistance(word, other));
  return nearest(word, names) ?? byEdits[0] ?? "";
}
