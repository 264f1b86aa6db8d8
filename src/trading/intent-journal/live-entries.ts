// Which entries still matter: all of orders that are not ended, the stories of the last that are, and the names of many more, because a
// name that was used is never used again. Kept beside the file, so that a new file can be written at any moment without reading the old.

import { type ClientOrderId } from "#core/account/order";
import { type JournalEntry } from "#core/account/order-journal";

/** Ended orders of which everything is kept: for `order why`. */
const STORIES_MAX = 500;
/** Ended orders of which the end is kept: a name among them is known. */
const NAMES_MAX = 10_000;
/** Changes of one order that are kept, and trades; the venue tells where an order stands that has more of them. */
const CHANGES_MAX = 64;
/** What was adopted, and cancels of orders that are not ours. */
const LOOSE_MAX = 1_000;

/** An entry and its place in the row of all. */
interface Kept {
  readonly place: number;
  readonly entry: JournalEntry;
}

/** The part of a journal that outlives a rewrite. */
export class LiveEntries {
  readonly #open = new Map<ClientOrderId, Kept[]>();
  /** Of orders that ended, the last end at the end. */
  readonly #stories = new Map<ClientOrderId, Kept[]>();
  readonly #names = new Map<ClientOrderId, Kept[]>();
  readonly #loose: Kept[] = [];
  #place = 0;

  add(entry: JournalEntry): void {
    const kept = { place: this.#place, entry };
    this.#place += 1;
    const id = nameIn(entry);
    if (id === undefined) {
      this.#loose.push(kept);
      if (this.#loose.length > LOOSE_MAX) this.#loose.shift();
      return;
    }
    const story = this.#taken(id);
    const over = story.some((each) => isFinal(each.entry)) && entry.kind !== "intent";
    story.push(kept);
    if (entry.kind === "amend" || entry.kind === "fill") dropOldest(story, entry.kind);
    if (over || isEnd(entry)) this.#toStories(id, story);
    else this.#open.set(id, story);
  }

  /** Everything that matters, oldest first. */
  all(): readonly JournalEntry[] {
    const kept = [this.#names, this.#stories, this.#open].flatMap((orders) => [...orders.values()].flat());
    kept.push(...this.#loose);
    return kept.sort((one, other) => one.place - other.place).map(({ entry }) => entry);
  }

  /** What is known of an order, taken out of where it stood. */
  #taken(id: ClientOrderId): Kept[] {
    for (const orders of [this.#open, this.#stories, this.#names]) {
      const story = orders.get(id);
      if (story === undefined) continue;
      orders.delete(id);
      return story;
    }
    return [];
  }

  #toStories(id: ClientOrderId, story: Kept[]): void {
    this.#stories.set(id, story);
    if (this.#stories.size <= STORIES_MAX) return;
    const oldest = takeFirst(this.#stories);
    const end = oldest?.[1].findLast(({ entry }) => isEnd(entry));
    if (oldest !== undefined && end !== undefined) this.#names.set(oldest[0], [end]);
    if (this.#names.size > NAMES_MAX) takeFirst(this.#names);
  }
}

function takeFirst(orders: Map<ClientOrderId, Kept[]>): readonly [ClientOrderId, Kept[]] | undefined {
  for (const first of orders) {
    orders.delete(first[0]);
    return first;
  }
  return undefined;
}

function nameIn(entry: JournalEntry): ClientOrderId | undefined {
  switch (entry.kind) {
    case "intent":
      return entry.intent.clientOrderId;
    case "sent":
    case "outcome":
    case "fill":
    case "ended":
    case "cancel":
    case "amend":
      return entry.clientOrderId;
    case "adopted":
      return undefined;
  }
}

/** Whether the venue showed that it is over. */
function isFinal(entry: JournalEntry): boolean {
  return entry.kind === "ended";
}

/** Whether nothing more can happen to its order, as far as this entry says. */
function isEnd(entry: JournalEntry): boolean {
  return isFinal(entry) || (entry.kind === "outcome" && (entry.outcome === "rejected" || entry.outcome === "unsent"));
}

function dropOldest(story: Kept[], kind: "amend" | "fill"): void {
  const changes = story.filter(({ entry }) => entry.kind === kind);
  const [oldest] = changes;
  if (oldest !== undefined && changes.length > CHANGES_MAX) story.splice(story.indexOf(oldest), 1);
}
