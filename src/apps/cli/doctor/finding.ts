/** What a check of `doctor` came to. */
export interface Finding {
  readonly v: 1;
  readonly kind: "check";
  /** What was looked at: `node`, `config`, `clock`, or a host. */
  readonly subject: string;
  /** How far it came: for hosts `dns`, `connect`, `tls`, `time`. */
  readonly phase: string;
  readonly verdict: "ok" | "warning" | "failed" | "skipped";
  readonly words: string;
  /** What mends it; empty where nothing has to be. */
  readonly act: string;
  readonly tookMs: number | null;
}

/** A finding; `act` only where something has to be done. */
export function finding(
  subject: string,
  phase: string,
  told: { readonly verdict: Finding["verdict"]; readonly words: string; readonly act?: string; readonly tookMs?: number },
): Finding {
  const { verdict, words, act = "", tookMs } = told;
  return { v: 1, kind: "check", subject, phase, verdict, words, act, tookMs: tookMs === undefined ? null : Math.round(tookMs) };
}
