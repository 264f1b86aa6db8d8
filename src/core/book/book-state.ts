/** Why a book is not live. Stable words: they appear in events, logs and the command line's lines. */
export type NotLiveReason =
  /** Subscribed, no snapshot yet. */
  | "waiting"
  /** Saved by an earlier process; nothing has come since. */
  | "restored"
  | "gap"
  | "reset"
  | "crossed"
  | "malformed"
  /** A REST compare differed twice. */
  | "audit"
  /** No progress, and REST differs or does not answer. */
  | "silent"
  /** The venue's time is too far behind ours. */
  | "lag"
  | "disconnected"
  /** The venue refused the topic, or nobody answers for it. */
  | "refused"
  | "maintenance"
  /** The process did not run for a while. */
  | "slept"
  | "delisted"
  | "failed"
  | "closed";

/** Whether a book may be believed. `resyncing` heals by itself soon; `stale` means that we cannot know. */
export type BookState =
  | { readonly kind: "live" }
  | { readonly kind: "resyncing"; readonly reason: NotLiveReason; readonly expected?: string; readonly received?: string }
  | { readonly kind: "stale"; readonly reason: NotLiveReason; readonly expected?: string; readonly received?: string };

/** The book is true at the sequence it tells. */
export const LIVE: BookState = { kind: "live" };
