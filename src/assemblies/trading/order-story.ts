// The life of one order, from the journal of its account: read beside whoever writes it.

import { accountFolder } from "#assemblies/live-account";
import { type JournalEntry } from "#core/account/order-journal";
import { readOrderJournal } from "#trading/intent-journal/order-journal";

/** Every entry about an order, oldest first, by our name or the venue's; empty when the journal does not know it. Throws ConfigError. */
export function readOrderStory(venue: string, options: Parameters<typeof accountFolder>[1], id: string): readonly JournalEntry[] {
  const entries = readOrderJournal(accountFolder(venue, options));
  const named = entries.find((entry) => "venueOrderId" in entry && entry.venueOrderId === id && "clientOrderId" in entry);
  const name = named !== undefined && "clientOrderId" in named ? (named.clientOrderId ?? id) : id;
  return entries.filter((entry) => {
    if (entry.kind === "intent") return entry.intent.clientOrderId === name;
    return "clientOrderId" in entry && entry.clientOrderId === name;
  });
}
